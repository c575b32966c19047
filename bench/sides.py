"""
A bench is a race of two sides over the same ground.

Both sides run in turn, several times, in one process or on one machine at the same hour; what counts is the ratio,
never the absolute number.
"""

import os
import platform
from collections.abc import Callable, Iterator
from importlib import metadata
from statistics import median
from typing import Literal

import msgspec

Sense = Literal["at least", "at most"]


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """
    One race. `ours` and `theirs` each run once and return a rate (things per second).

    With `at least` the ratio is our rate over theirs (how many times as fast); with `at most` it is their rate over
    ours (how many times as dear).
    """

    name: str
    goal: float
    sense: Sense
    against: str
    unit: str
    ours: Callable[[], float]
    theirs: Callable[[], float]
    packages: tuple[str, ...] = ()
    rounds: int = 5


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of bench/results.json."""

    name: str
    ratio: float
    goal: float
    sense: Sense
    against: str
    unit: str
    machine: str
    versions: dict[str, str]

    @property
    def reached(self) -> bool:
        return self.ratio >= self.goal if self.sense == "at least" else self.ratio <= self.goal


def ratios(bench: Bench) -> Iterator[float]:
    """The ratio of each round; the sides take turns in going first."""
    for number in range(bench.rounds):
        if number % 2:
            theirs, ours = bench.theirs(), bench.ours()
        else:
            ours, theirs = bench.ours(), bench.theirs()
        yield ours / theirs if bench.sense == "at least" else theirs / ours


def race(bench: Bench) -> Row:
    """Run all rounds; the median is the result."""
    return Row(
        name=bench.name,
        ratio=round(median(ratios(bench)), 2),
        goal=bench.goal,
        sense=bench.sense,
        against=bench.against,
        unit=bench.unit,
        machine=machine(),
        versions={"python": platform.python_version()} | {name: metadata.version(name) for name in bench.packages},
    )


def machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
