"""A night without ERP: the plant goes on for hours between the strike's anchor and the morning."""

import pytest
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth

HOUR_US = 3_600_000_000
ERP_BEARS = ("consumed", "produced", "received", "moved", "shipped", "decided", "hold_placed")


@pytest.mark.parametrize("size", ["full", "sketch"])
def test_the_plant_goes_on_for_a_night(size: str) -> None:
    """All that ERP must bear happens in that night, no more than fits beside each other, and the hold comes last."""
    plan = make_plan("erp_maintenance_window", size=size)
    told = facts(played(plan, lambda point: True)[1])
    (window,) = plan.trouble
    start = next(place for place, fact in enumerate(told) if fact.kind == window.at.fact and window.at.fits(fact))
    end = next(place for place, fact in enumerate(told) if fact.kind == "hold_released")
    night = told[start + 1 : end]

    assert set(ERP_BEARS) <= {fact.kind for fact in night}
    assert len(night) < 20
    assert told[end].at_us - told[start].at_us > 8 * HOUR_US
    freed, left, held = (
        next(p for p, f in enumerate(night) if f.kind == kind) for kind in ("decided", "shipped", "hold_placed")
    )
    assert freed < left < held


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("erp_maintenance_window", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
