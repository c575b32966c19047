"""The silo scenario: fills and draws of one content, and what the judge's bounds make of them."""

from decimal import Decimal

import pytest
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.judge.terms import Terms
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


def lineage(*, met: bool = True, size: str = "sketch") -> Lineage:
    plan = make_plan("silo_blend", size=size)
    return Lineage(facts(played(plan, lambda point: met)[1]), Terms.of(plan.enterprise).tanks)


def wheat(*numbers: str) -> set[str]:
    return {f"lot:WHEAT:{number}-{{tag}}" for number in numbers}


def flour(number: str) -> str:
    return f"lot:FLOUR:{number}-{{tag}}"


BOUNDS = {
    "MX": {"WA": "1000 5000", "WB": "0 4000", "WC": "0 0", "WA WB": "5000 5000"},
    "MY": {"WA": "0 5000", "WB": "0 4000", "WC": "0 3000", "WA WB": "2000 5000"},
    "MZ": {"WA": "0 3000", "WB": "0 3000", "WC": "0 3000", "WA WB": "0 3000"},
    "MW": {"WA WB WC": "0 0", "WD": "2000 2000"},
}


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
@pytest.mark.parametrize("order", BOUNDS)
def test_the_silo_has_the_bounds_of_the_worked_example(order: str, met: bool, size: str) -> None:
    """What the README's table says follows from the facts, whatever the systems know."""
    vessels = lineage(met=met, size=size).vessels
    for lots, ends in BOUNDS[order].items():
        bound = vessels.bound(vessels.taken(f"{order}-{{tag}}/10", float("inf")), wheat(*lots.split()))
        assert (bound.lo, bound.hi) == tuple(map(Decimal, ends.split()))


def test_must_ends_at_the_silo_but_for_what_is_certain() -> None:
    """Behind a draw must are the content and the lots that the bounds make certain; forward it is the same."""
    told = lineage()
    content = {"lot:SILOWHEAT:SW1-{tag}"}
    assert told.ancestors(flour("FX"), timely=True) == content | wheat("WA")
    assert told.ancestors(flour("FY"), timely=True) == content
    assert told.ancestors(flour("FW"), timely=True) == content | wheat("WD")
    reached = told.descendants("lot:WHEAT:WA-{tag}", timely=True)
    assert reached == content | {flour("FX"), "lot:BREADMIX:BM1-{tag}"}


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("silo_blend", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
