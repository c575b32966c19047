"""The kiln that is measured at two rates, and what goes on meanwhile."""

from itertools import pairwise

from lotproof.harness.model.facts import VALUES_ONLY
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


def test_six_hundred_values_in_a_minute_and_work_goes_on() -> None:
    """Once a minute, then ten times a second; six business facts lie within."""
    told = facts(played(make_plan("kiln_burst"), lambda point: True)[1])
    samples = [fact.at_us for fact in told if fact.kind == "sampled" and fact.equipment == "K1"]
    burst = samples[-600:]

    assert burst[-1] - burst[0] == 599 * 100_000
    assert [after - one for one, after in pairwise(samples[:4])] == [60_000_000] * 3
    within = [fact.kind for fact in told if fact.kind not in VALUES_ONLY and burst[0] <= fact.at_us <= burst[-1]]
    assert within == [
        "order_started",
        "order_released",
        "consumed",
        "produced",
        "order_completed",
        "produced",
        "order_completed",
    ]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("kiln_burst")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
