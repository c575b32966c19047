"""The kilns' day: what is doubtful, what is silent, what is above the limit, each in its own firing."""

from itertools import pairwise

import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


def window(told: list[Fact], order: str) -> list[Fact]:
    """The samples from the first to the last event of an order."""
    ran = [fact for fact in told if fact.kind in ("consumed", "produced") and fact.order == f"{order}-{{tag}}"]
    start, end, machine = ran[0].at_us, ran[-1].at_us, ran[0].equipment
    return [f for f in told if f.kind == "sampled" and f.equipment == machine and start <= f.at_us <= end]


@pytest.mark.parametrize("met", [True, False])
def test_each_firing_shows_one_thing(met: bool) -> None:
    """Doubtful values in FA, silence in FB, neither in FC; all three by far more than the clocks can differ."""
    told = facts(played(make_plan("kiln_telemetry", size="full"), lambda point: met)[1])
    one, two, three = (window(told, order) for order in ("FA", "FB", "FC"))

    assert [fact.words["value"] for fact in one if fact.words["quality"] != "good"] == ["1300", "900"]
    assert {fact.words["quality"] for fact in (*two, *three)} == {"good"}
    silences = [max(b.at_us - a.at_us for a, b in pairwise(found)) / 1e6 for found in (one, two, three)]
    assert (silences[0] <= 70, silences[1] >= 600, silences[2] <= 10) == (True, True, True)
    assert [sum(float(f.words["value"]) > 1180 for f in found) for found in (two, three)] == [0, 3]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("kiln_telemetry", size="full")
    assert truth(played(plan, lambda point: True)[1]) == truth(played(plan, lambda point: True, lambda point: 0.9)[1])
