"""The tank farm: what the judge makes of tanks that feed tanks, of a silo that empties from below, of a mixer."""

from decimal import Decimal

import pytest
from lotproof.harness.judge.expect import Course
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.judge.terms import Terms
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth

BOUNDS = {
    "MX": {"OA": "2000 3000", "OB": "1000 2000", "OC": "0 0", "OA OB": "4000 4000"},
    "MY": {"OA": "0 1000", "OB": "0 1000", "OC": "0 0", "OA OB": "1000 1000"},
    "MZ": {"OA": "0 2000", "OB": "0 0", "OC": "0 2000", "OA OC": "2000 2000"},
    "MW": {"OB": "1000 1000", "OA OC": "0 0"},
    "ME1": {"SA": "2000 2000", "SB SC": "0 0"},
    "ME2": {"SA": "1000 1000", "SB": "1000 1000", "SC": "0 0"},
    "ME3": {"SA SC": "0 0", "SB": "2000 2000"},
    "MC1": {"EA": "200 200", "EB": "200 200", "EC": "0 0"},
    "MC2": {"EA": "150 150", "EB": "150 150", "EC": "200 200"},
}
ITEMS = {"O": "RAWOIL", "S": "SEED", "E": "EGG"}


def delivered(*numbers: str) -> set[str]:
    return {f"lot:{ITEMS[number[0]]}:{number}-{{tag}}" for number in numbers}


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("order", BOUNDS)
def test_the_tanks_have_the_bounds_of_the_readme(order: str, size: str) -> None:
    """A network of tanks, first in first out, and stirred: each as its table says."""
    plan = make_plan("tank_farm", size=size)
    vessels = Lineage(facts(played(plan, lambda point: True)[1]), Terms.of(plan.enterprise).tanks).vessels
    for lots, ends in BOUNDS[order].items():
        bound = vessels.bound(vessels.taken(f"{order}-{{tag}}/10", float("inf")), delivered(*lots.split()))
        assert (bound.lo, bound.hi) == tuple(map(Decimal, ends.split())), lots


def test_a_hold_goes_through_tanks_to_what_can_hold_the_lot() -> None:
    """The hold on OC reaches FZ and M2 through T1 and the day tank; what had left before is free."""
    plan = make_plan("tank_farm")
    course, held = Course(Terms.of(plan.enterprise)), dict[str, str]()
    for fact in facts(played(plan, lambda point: True)[1]):
        for need in course.tell(fact):
            if need.why in ("held", "cascade"):
                hold = held.setdefault(fact.words.get("hold", ""), "")
                lot = need.place.get("lot").removesuffix("-{tag}")
                held[fact.words.get("hold", "")] = hold if lot in hold.split() else f"{hold} {lot}".strip()
    assert {hold.removesuffix("-{tag}"): set(lots.split()) for hold, lots in held.items()} == {
        "HSB": {"SB", "S1", "E2", "E3", "M2"},
        "HOC": {"OC", "T1A", "D2", "FZ", "M2"},
    }


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("tank_farm", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)
    assert truth(early) == truth(late)
