"""Two plants on one day: each says its own lots short on its floor, and a lot goes from one to the other."""

from datetime import UTC, datetime

import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.numbers import alone, prefixes
from lotproof.harness.model.tags import Tag
from lotproof.harness.plan import make_plan
from lotproof.harness.play.signals import Stage, signal

from tests.plant.conftest import facts, played, truth

PLAN = make_plan("multi_plant_transfer", size="sketch")
TAG = Tag.of(0xA3F)
MOMENT = datetime(2021, 3, 1, 6, tzinfo=UTC)


def told(met: bool = True) -> list[Fact]:
    return facts(played(PLAN, lambda point: met)[1])


def on_the_wire(fact: Fact) -> list[str]:
    """The lots that a machine shows, without the run's tag."""
    stage = Stage(tag=TAG, start_us=0, epoch=MOMENT, own=prefixes(PLAN.enterprise))
    shown = signal(stage.fact(fact), stage, MOMENT).payload
    return [one["lot"].removesuffix(f"-{TAG.text}") for one in (*shown["inputs"], *shown["outputs"]) if "lot" in one]


@pytest.mark.parametrize("met", [True, False])
def test_each_act_is_its_own_plants(met: bool) -> None:
    """What a strand of LOWER does is LOWER's, on the floor's streams and at the desks; all else is UPPER's."""
    made = {fact.equipment: fact for fact in told(met) if fact.stream}
    assert {name: fact.plant for name, fact in made.items()} == {
        **dict.fromkeys(("UW1", "UM1"), "UPPER"),
        **dict.fromkeys(("LW1", "LM1", "LP1", "LZ1"), "LOWER"),
    }
    assert all(fact.stream.startswith(f"{fact.plant}/") for fact in made.values())
    assert {fact.plant for fact in told(met) if fact.kind == "shipped"} == {"LOWER"}


def test_a_transfer_is_two_moves_of_one_lot() -> None:
    """Out of UPPER into transit, from there into LOWER, as much of the same lot; the second follows from the first."""
    out, back = (fact for fact in told() if fact.kind == "moved")
    assert (out.plant, back.plant, back.causes) == ("UPPER", "LOWER", (out.id,))
    ways = [(fact.words["from_location"], fact.words["to_location"]) for fact in (out, back)]
    assert ways == [("UWIP", "TRANSIT"), ("TRANSIT", "LWIP")]
    assert {(one.item, one.quantity) for fact in (out, back) for one in (*fact.ins, *fact.outs)} == {
        ("lot:PUREE:UPPER-7-{tag}", "150")
    }


def test_a_floor_says_its_own_numbers_alone() -> None:
    """Both plants show fruit 1 and puree 7; LOWER's filler says of whose plant the 7 is that is not its own."""
    shown = {(fact.plant, one) for fact in told() if fact.stream for one in on_the_wire(fact)}
    assert {("UPPER", "7"), ("LOWER", "7"), ("LOWER", "UPPER-7"), ("UPPER", "1"), ("LOWER", "1")} <= shown
    assert not {one for _, one in shown if one.startswith("LOWER")}
    assert alone("UPPER-7", prefixes(PLAN.enterprise).values()) == "7"


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte, with two plants too."""
    _, early = played(PLAN, lambda point: True)
    _, late = played(PLAN, lambda point: True, lambda point: 0.9)
    assert truth(early) == truth(late)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("machine: LP1, order: K2", "machine: UW1, order: K2", "UW1"),
        ("lot: PUREE/LOWER-7, quantity: 90", "lot: PUREE/7, quantity: 90", "LOWER-7"),
        ("arrive: {transfer: TR1", "arrive: {transfer: TR2", "TR1"),
        ("to_plant: LOWER", "to_plant: UPPER", "sent to"),
        ("goods in: LOWER", "goods on: LOWER", "goods in"),
    ],
)
def test_what_another_plant_has_is_not_here(wrong: str, right: str, said: str, tmp_path) -> None:
    """A machine of the other plant, a lot without its plant, a transfer that nobody sent: named with the line."""
    from lotproof.harness.plan.make import page_of

    text = page_of("multi_plant_transfer").path.read_text(encoding="utf-8")
    assert wrong in text
    path = tmp_path / "spoilt.yaml"
    path.write_text(text.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        make_plan(path)
    assert said in str(raised.value)


HELD = "- hold: {hold: HT, lot: FRUIT/UPPER-1, reason: a stone}\n    "
SENT = "- transfer: {transfer: TR1, lot: PUREE/UPPER-7, quantity: 150, from: UWIP, to_plant: LOWER}"


@pytest.mark.parametrize(
    ("plain", "held", "lot"),
    [
        (SENT, f"{HELD}{SENT}", "PUREE/UPPER-7"),
        ("- ship: {shipment: S1", f"{HELD}- ship: {{shipment: S1", "JARJAM/LOWER-31"),
    ],
    ids=["sent to the other plant", "shipped by the other plant"],
)
def test_a_hold_counts_at_every_plant(plain: str, held: str, lot: str, tmp_path) -> None:
    """Fruit of UPPER is held: what was made of it is neither sent to LOWER nor shipped from there, unless tried."""
    from lotproof.harness.plan.make import page_of

    path = tmp_path / "held.yaml"
    path.write_text(page_of("multi_plant_transfer").path.read_text(encoding="utf-8").replace(plain, held, 1))
    with pytest.raises(InputError, match=f"{lot} is blocked by hold HT on FRUIT/UPPER-1"):
        make_plan(path)


def test_a_blocked_lot_is_sent_to_another_plant_in_vain(tmp_path) -> None:
    """Tried, and refused where WMS knows of the hold; sent where it does not."""
    from lotproof.harness.plan.make import page_of

    again = "transfer: {transfer: TR2, lot: PUREE/UPPER-7, quantity: 40, from: UWIP, to_plant: LOWER}"
    tried = f"- attempt: {{what: {{{again}}}, system: wms, blocked: PUREE/UPPER-7}}\n    - reach: held\n"
    text = page_of("multi_plant_transfer").path.read_text(encoding="utf-8")
    path = tmp_path / "tried.yaml"
    path.write_text(text.replace("- reach: held\n", tried, 1))
    plan = make_plan(path, size="sketch")
    refused = [fact.words["act"] for fact in facts(played(plan, lambda point: True)[1]) if fact.kind == "refused"]
    assert "send_transfer" in refused
    assert "refused" not in {fact.kind for fact in facts(played(plan, lambda point: False)[1])}
