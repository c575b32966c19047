"""The pasteuriser's day: values before, in and between two batches; another shift."""

from collections import defaultdict
from decimal import Decimal

import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


def window(told: list[Fact], order: str) -> tuple[int, int]:
    at = [fact.at_us for fact in told if fact.kind in ("consumed", "produced") and fact.order == f"{order}-{{tag}}"]
    return min(at), max(at)


def measured(told: list[Fact], start: int, end: int) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = defaultdict(list)
    for fact in told:
        if fact.kind == "sampled" and start <= fact.at_us <= end:
            found[fact.words["name"]].append(Decimal(fact.words["value"]))
    return found


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_what_is_measured_between_batches_is_in_no_window(size: str, met: bool) -> None:
    """Both batches have milk's temperatures; warming up and cleaning lie outside, whatever the systems knew."""
    told = facts(played(make_plan("process_record", size=size), lambda point: met)[1])
    both = [measured(told, *window(told, order)) for order in ("PA1", "PA2")]
    whole = measured(told, 0, told[-1].at_us)

    assert all(72 < min(one["Temperature"]) <= max(one["Temperature"]) < 77 for one in both)
    assert (min(whole["Temperature"]) < 25, max(whole["Temperature"]) > 84) == (True, True)
    assert [max(one["AlarmActive"]) for one in both] == [1, 0]
    assert [max(one["DowntimeSeconds"]) >= 540 for one in both] == [True, False]
    assert [len(one["RoomTemperature"]) for one in both] == [1, 1]


def test_no_value_lies_at_the_edge_of_a_window() -> None:
    """Nothing is measured within the clock bound of a window's ends: the day leaves no room."""
    plan = make_plan("process_record", size="full")
    told = facts(played(plan, lambda point: True)[1])
    bound_us = int(plan.enterprise["rules"]["clock_bound_s"] * 1_000_000)
    edges = [at for order in ("PA1", "PA2") for at in window(told, order)]

    assert all(abs(f.at_us - edge) > bound_us for f in told if f.kind == "sampled" for edge in edges)


def test_the_second_shift_has_another_operator() -> None:
    """Who relieves is somebody else, drawn by the seed like the first; each batch has one of them."""
    told = facts(played(make_plan("process_record", size="full"), lambda point: True)[1])
    ran = {fact.order: fact.operator for fact in told if fact.kind in ("consumed", "produced")}

    assert all(ran.values())
    assert len(set(ran.values())) == 2


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("process_record", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
