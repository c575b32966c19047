"""No false alarm: whatever allowed trouble is drawn, the reference conforms, and the truth is that of its course."""

import os

import pytest
from lotproof.harness.plan import scenarios
from lotproof.harness.suite.chase import Chase, Chased, chase
from lotproof.harness.suite.prove import spread

from tests.hunt.playing import SCENARIO

FEW, MANY, CHUNK = 20, 300, 50


def told(chased: Chased) -> str:
    found = chased.caught
    return f"{found.schedule}: {found.rows}" if found else ""


def heard(chased: Chased) -> None:
    """Nobody listens."""


@pytest.mark.timeout(600)
def test_the_reference_passes_a_few_schedules() -> None:
    """A handful of schedules, the same ones each time."""
    chased = chase(Chase(scenario=SCENARIO, examples=FEW, chance=1))

    assert told(chased) == ""
    assert chased.played >= FEW - 1


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_reference_passes_a_few_hundred_schedules() -> None:
    """Hundreds, over all scenarios and cores, none of them one of the few."""
    names = [one.name for one in scenarios() if one.clock == "jump"]
    chances = range(MANY // CHUNK)
    asked = [Chase(scenario=names[n % len(names)], examples=CHUNK, chance=100 + n) for n in chances]
    ends = list(spread(chase, asked, os.cpu_count() or 1, heard))

    assert [told(one) for one in ends if one.caught] == []
    assert sum(one.played for one in ends) >= MANY * 0.9


@pytest.mark.slow
@pytest.mark.sockets
@pytest.mark.timeout(600)
def test_the_reference_passes_a_few_schedules_on_sockets() -> None:
    """On sockets, one world and one process through all of them."""
    chased = chase(Chase(scenario=SCENARIO, lane="sockets", examples=4, chance=3))

    assert told(chased) == ""
