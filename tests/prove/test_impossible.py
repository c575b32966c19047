"""Worlds that cannot be: the rig is at fault, and nobody is judged by them."""

from collections.abc import Callable
from typing import Any

import pytest
from lotproof.harness.judge.books import differences
from lotproof.harness.judge.evidence import At, Made
from lotproof.harness.model import possible
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.tags import Tag
from lotproof.harness.plan import make_plan
from lotproof.harness.plant import build
from msgspec.structs import replace


def impossible(facts: "Story", rules: dict[str, str], *, whole: bool = True) -> list[str]:
    return [wrong.sentence for wrong in possible.impossible(facts, rules, whole=whole)]


RULES = {"mass_balance_percent": "2"}
Story = list[Fact]


def played(size: str = "sketch") -> Story:
    """What the plant of the food scenario does when nobody helps it."""
    world, facts = build(make_plan("food_hold", seed=None, size=size)), []
    while world.peek_us() is not None:
        facts += [happening.fact for happening in world.step()]
    return facts


@pytest.fixture(scope="module")
def story() -> Story:
    return played()


def changed(story: Story, kind: str, change: Callable[[Fact], Fact]) -> Story:
    """The same story, with the first fact of that kind told otherwise."""
    at = next(at for at, fact in enumerate(story) if fact.kind == kind)
    return [*story[:at], change(story[at]), *story[at + 1 :]]


def of(portion: Portion, quantity: str) -> tuple[Portion, ...]:
    return (replace(portion, quantity=quantity),)


@pytest.mark.parametrize("size", ["sketch", "full"])
def test_the_plant_that_we_play_is_possible(size: str) -> None:
    """Every fact of the food scenario can have happened, in both sizes."""
    assert (impossible(played(size), RULES)) == []


def test_more_than_there_was_cannot_be_used(story: Story) -> None:
    """A consumption beyond what was received of its lot is mass out of nothing."""
    broken = changed(story, "consumed", lambda fact: replace(fact, ins=of(fact.ins[0], "9000")))

    assert any("more was taken than there ever was" in wrong for wrong in impossible(broken, RULES))


def test_an_order_gives_back_what_it_took(story: Story) -> None:
    """An output heavier than the inputs, beyond the published tolerance, cannot be."""
    broken = changed(story, "produced", lambda fact: replace(fact, outs=of(fact.outs[0], "290")))

    assert any("went into order M1-{tag} and" in wrong for wrong in impossible(broken, RULES))


def test_an_order_that_was_broken_off_need_not_balance(story: Story) -> None:
    """While facts may still come, no order has to balance."""
    broken = changed(story, "produced", lambda fact: replace(fact, outs=of(fact.outs[0], "290")))

    assert (impossible(broken, RULES, whole=False)) == []


def test_a_number_is_given_once(story: Story) -> None:
    """A handling unit filled twice, an order released twice and a source identity used twice are named."""
    packed = next(fact for fact in story if fact.kind == "packed")
    twice = impossible([*story, packed], RULES)

    assert any(wrong.startswith("unit:NORTH:{sscc:1} was packed again") for wrong in twice)
    assert "source identity NORTH/Z1/packed#0 was given 2 times" in twice
    released = next(fact for fact in story if fact.kind == "order_released")
    assert "order M1-{tag} was given 2 times" in (impossible([*story, released], RULES))


def test_an_emptied_unit_may_be_filled_again(story: Story) -> None:
    """Between two fillings that are parted by an unpacking nothing is reused."""
    packed = next(fact for fact in story if fact.kind == "packed")
    again = [packed, replace(packed, kind="unpacked", ins=packed.outs, outs=packed.ins, seq=8), replace(packed, seq=9)]

    assert not [wrong for wrong in impossible(again, {}) if "packed again" in wrong]


def test_a_serial_is_made_once() -> None:
    """Two productions of one serial are a number given twice."""
    made = Fact(id="f1", kind="produced", at_us=1, plant="NORTH", outs=(Portion(item="serial:PUMP:7", role="output"),))

    assert "serial:PUMP:7 was given 2 times" in (impossible([made, replace(made, id="f2")], {}))


@pytest.mark.parametrize(
    ("kind", "change", "wrong"),
    [
        ("consumed", lambda fact: replace(fact, words={"colour": "red"}), "bears the word 'colour'"),
        ("consumed", lambda fact: replace(fact, ins=()), "has no ins"),
        ("produced", lambda fact: replace(fact, outs=of(fact.outs[0], "-3")), "bears the quantity '-3'"),
        ("produced", lambda fact: replace(fact, outs=of(fact.outs[0], "much")), "bears the quantity 'much'"),
        ("produced", lambda fact: replace(fact, outs=of(fact.outs[0], "NaN")), "bears the quantity 'NaN'"),
    ],
)
def test_what_the_shape_forbids_is_named(story: Story, kind: str, change: Callable[[Fact], Fact], wrong: str) -> None:
    """A fact with a word of another kind, without its portions or with a quantity that is none cannot be."""
    assert any(wrong in said for said in impossible(changed(story, kind, change), RULES))


TAG = Tag("7K3Q")
SECOND = 1_000_000_000


def made(at_s: int, *, delta: str = "", value: str = "", entity: str = "stock", field: str = "quantity") -> Made:
    effect = Effect(
        posting="wms-1",
        client="reference",
        system="wms",
        entity=entity,
        key="TOMATO/T1-7K3Q/RAW",
        field=field,
        delta=delta,
        value=value,
        unit="kg" if delta else "",
        item="TOMATO",
        lot="T1-7K3Q",
        location="RAW" if delta else "",
    )
    return Made(effect=effect, at=At(at_s * SECOND, at_s * SECOND, f"systems-{at_s}"))


def row(total: str, lot: str = "T1-7K3Q") -> dict[str, str]:
    natural = {"unit": "kg", "order": "", "operation": "", "item": "TOMATO", "lot": lot, "location": "RAW"}
    return {"entity": "stock", "field": "quantity", "status": "", "total": total} | natural


def books(*rows: dict[str, str], values: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"wms": {"sums": list(rows), "values": list(values)}}


def test_a_system_shows_what_it_wrote_down() -> None:
    """Equal sums are no difference, however they are written; another run's stock is not looked at."""
    there = books(row("300.000"), row("5", lot="T1-0000"))

    assert list(differences(there, [made(1, delta="400"), made(2, delta="-100")], TAG, 60 * SECOND)) == []


def test_a_system_that_shows_more_than_it_wrote_is_named() -> None:
    """State without its effect row, or an effect row without state, is named with place and both sums."""
    wrong = list(differences(books(row("400")), [made(1, delta="300")], TAG, 60 * SECOND))

    assert wrong == ["wms shows 400 as stock.quantity of kg, TOMATO, T1-7K3Q, RAW, and has written down 300"]
    assert list(differences(books(), [made(1, delta="300")], TAG, 60 * SECOND))
    assert list(differences(books(row("300")), [], TAG, 60 * SECOND))


def test_what_is_made_while_the_books_are_read_may_be_in_them() -> None:
    """A posting that comes while the rig reads is in the books or not yet; both are right, and nothing else is."""
    there = [made(1, delta="400"), made(59, delta="-100")]

    assert list(differences(books(row("400")), there, TAG, 60 * SECOND)) == []
    assert list(differences(books(row("300")), there, TAG, 60 * SECOND)) == []
    assert list(differences(books(row("200")), there, TAG, 60 * SECOND))


def test_the_last_value_is_shown() -> None:
    """A field shows the value that was written last."""
    there = [
        made(1, value="quality", entity="lot", field="status"),
        made(2, value="free", entity="lot", field="status"),
    ]
    shown = {"entity": "lot", "field": "status", "key": "TOMATO/T1-7K3Q/RAW", "order": "", "lot": "T1-7K3Q"}

    assert list(differences(books(values=({**shown, "value": "free"},)), there, TAG, 60 * SECOND)) == []
    assert list(differences(books(values=({**shown, "value": "quality"},)), there, TAG, 60 * SECOND))
    assert list(differences(books(), there, TAG, 60 * SECOND))
