"""A bill of material is revised in the middle of an order: who bears which revision, and who waits for it."""

from importlib import resources
from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth

HERE = Path(str(resources.files("lotproof.scenarios"))) / "new_revision" / "scenario.yaml"


@pytest.mark.parametrize("size", ["full", "sketch"])
def test_the_recipe_changes_while_an_order_is_under_way(size: str) -> None:
    """B1 has started by B and gets no malt; what is released after the revision bears C and gets it."""
    told = facts(played(make_plan("new_revision", size=size), lambda point: True)[1])
    at = {(fact.kind, fact.order): place for place, fact in enumerate(told)}
    borne = {fact.order: fact.words["bom_revision"] for fact in told if fact.kind == "order_released"}
    used = {
        (fact.order, portion.item.split(":")[1]) for fact in told if fact.kind == "consumed" for portion in fact.ins
    }

    assert borne == {"B1-{tag}": "B", "B2-{tag}": "C-{tag}"}
    assert at["order_started", "B1-{tag}"] < at["bom_revised", ""] < at["produced", "B1-{tag}"]
    assert ("B2-{tag}", "MALT") in used and ("B1-{tag}", "MALT") not in used


def test_an_order_follows_from_the_revision_that_it_bears() -> None:
    """The release names the revision as its cause; one by what always was has none."""
    told = facts(played(make_plan("new_revision"), lambda point: True)[1])
    revised = next(fact.id for fact in told if fact.kind == "bom_revised")

    assert [fact.causes for fact in told if fact.kind == "order_released"] == [(), (revised,)]


def test_a_revision_that_mes_lacks_is_entered_by_people() -> None:
    """Before the first order starts by it, all that ERP published of it is entered in MES."""
    happened = played(make_plan("new_revision"), lambda point: "bom" not in point.id)[1]
    place, by_hand = next((at, one) for at, one in enumerate(happened) if one.desk and one.desk.act == "enter_bom")
    start = next(at for at, one in enumerate(happened) if one.fact.kind == "order_started" and "B2" in one.fact.order)

    assert place < start and by_hand.fact.manual
    assert [part["item"] for part in by_hand.desk.body["components"]] == ["FLOUR", "YEAST", "MALT"]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("new_revision")

    assert truth(played(plan, lambda point: True)[1]) == truth(played(plan, lambda point: True, lambda point: 0.9)[1])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("revise: {item: LOAF", "revise: {item: MALT", "bill of material"),
        ("components: {FLOUR: 49, YEAST: 1.5, MALT: 1}", "components: {FLOUR: 49, MALT: 1}", "YEAST"),
        ("MALT: 1}", "MALTT: 1}", "Did you mean 'MALT'?"),
    ],
    ids=["nothing that is made", "a component is left out", "no such item"],
)
def test_a_mistake_in_a_revision_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """What a revision cannot be is told before anything is played."""
    path = tmp_path / "revised.yaml"
    text = HERE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        make_plan(path)
    assert said in str(caught.value)
