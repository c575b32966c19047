"""Two shifts: the late one ends long before the early one begins, and takes with it a release and a reversal."""

import pytest
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth

HOUR_US = 3_600_000_000


@pytest.mark.parametrize("size", ["full", "sketch"])
def test_the_shift_is_over_when_it_is_sent_again(size: str) -> None:
    """At the replay's anchor nothing has happened on the floor for hours, and the hold of the night is released."""
    plan = make_plan("shift_replay", size=size)
    told = facts(played(plan, lambda point: True)[1])
    (replay,) = [strike for strike in plan.trouble if strike.fault == "floor_replay"]
    at = next(place for place, fact in enumerate(told) if fact.kind == replay.at.fact and replay.at.fits(fact))
    late, early = [fact for fact in told[:at] if fact.stream], [fact for fact in told[at:] if fact.stream]

    assert told[at].at_us - late[-1].at_us > 4 * HOUR_US
    assert {"consumed", "reversed", "produced", "scrapped", "packed", "limit_crossed"} <= {fact.kind for fact in late}
    assert [fact.kind for fact in told[:at] if fact.system == "qms"][-1] == "hold_released"
    assert {fact.order for fact in early} == {"M2-{tag}"}


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("shift_replay", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
