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

    `measured` is asked at the end for what a ratio cannot say: memory, sizes, a curve.

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
    measured: Callable[[], dict[str, float]] = dict


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One row of bench/results.json.

    `measured` are absolute figures beside the ratio, of this machine at this hour; `load` is how many others wanted a
    core of it then (the load average, by core), so that a reader knows what they are worth.
    """

    name: str
    ratio: float
    goal: float
    sense: Sense
    against: str
    unit: str
    machine: str
    versions: dict[str, str]
    measured: dict[str, float] = {}
    load: float = 0.0

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
        measured=bench.measured(),
        load=load(),
    )


def load() -> float:
    """The load average of the last minute by core, 0 where the system does not say; our own part of it is about 1."""
    return round(os.getloadavg()[0] / (os.cpu_count() or 1), 2) if hasattr(os, "getloadavg") else 0.0


def machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
