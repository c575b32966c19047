"""No false alarm: whatever allowed trouble is drawn, the reference conforms, and the truth is that of its course."""

import os
from zlib import crc32

import pytest
from lotproof.harness.plan import scenarios
from lotproof.harness.suite.chase import Chase, Chased, chase
from lotproof.harness.suite.prove import spread

from tests.hunt.playing import SCENARIO

NAMES = [one.name for one in scenarios() if one.clock == "jump"]
FEW, MANY = 2, 300
"""So many schedules of each scenario, and so many of all of them together."""


def told(chased: Chased) -> str:
    found = chased.caught
    return f"{found.schedule}: {found.rows}" if found else ""


def heard(chased: Chased) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("scenario", NAMES)
def test_the_reference_passes_a_few_schedules(scenario: str) -> None:
    """A handful of schedules of every scenario, the same ones each time, and of each scenario others."""
    chased = chase(Chase(scenario=scenario, examples=FEW, chance=crc32(scenario.encode())))

    assert told(chased) == ""
    assert chased.played >= FEW - 1


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_reference_passes_a_few_hundred_schedules() -> None:
    """Hundreds, over all scenarios and cores, none of them one of the few."""
    each = -(-MANY // len(NAMES))
    asked = [Chase(scenario=name, examples=each, chance=100 + n) for n, name in enumerate(NAMES)]
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
