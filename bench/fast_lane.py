"""
The fast lane: how many sketches a minute are played and judged, and who uses the time.

    python bench/run.py fast_lane     against the same sketch on sockets
    python -m bench.fast_lane         runs a minute on all cores, and the shares of integration, systems, rig and judge
"""

import cProfile
import os
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.sides import Bench

SCENARIO = "food_hold"
RUNS = 5

PARTS = {
    "integration": ("mocks/integration",),
    "systems": ("mocks/kit", "mocks/erp", "mocks/mes", "mocks/portal", "mocks/qms", "mocks/wms", "mocks/local"),
    "judge": ("harness/judge",),
    "rig": ("harness/",),
}
"""Whose a file is: the first part that its path fits. What Python itself and others' packages use is nobody's."""


def played(runs: Path) -> None:
    """One sketch, played and judged in the fast lane."""
    from lotproof.harness.suite.matrix import Golden
    from lotproof.harness.suite.trial import Question, attempt

    tried = attempt(Question(golden=Golden(name="reference"), scenarios=(SCENARIO,), runs=str(runs), seeds=1))
    assert not tried.broken, tried.broken


def played_on_sockets(runs: Path) -> None:
    from lotproof.harness.suite.certify import certify
    from lotproof.harness.suite.options import Options

    certify(Options(scenarios=(SCENARIO,), size="sketch", runs=runs, report=False), lambda progress: None)


def rate(play: Callable[[Path], None], times: int) -> float:
    """Runs per second, after one that warms up."""
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder) / "warm")
        before = time.perf_counter()
        for number in range(times):
            play(Path(folder) / str(number))
        return times / (time.perf_counter() - before)


def benches() -> list[Bench]:
    return [
        Bench(
            name="fast_lane",
            goal=10.0,
            sense="at least",
            against="the same sketch on sockets, with its processes",
            unit="runs/s",
            ours=lambda: rate(played, RUNS),
            theirs=lambda: rate(played_on_sockets, 1),
            packages=("simpy", "msgspec"),
            rounds=3,
        )
    ]


# -- who uses the time -------------------------------------------------------------------------------------------------


def shares() -> Counter[str]:
    """Seconds of the processor per part, in one run; profiling makes everything dearer, so only the shares count."""
    with tempfile.TemporaryDirectory() as folder:
        played(Path(folder) / "warm")
        profile = cProfile.Profile()
        profile.runcall(played, Path(folder) / "seen")
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own_s, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent[part_of(file)] += own_s
    return spent


def part_of(file: str) -> str:
    path = Path(file).as_posix()
    return next((part for part, marks in PARTS.items() if any(f"/{mark}" in path for mark in marks)), "python")


def runs_per_minute() -> float:
    """All cores at once, as `lotproof prove` uses them."""
    from lotproof.harness.suite.matrix import Golden
    from lotproof.harness.suite.prove import spread
    from lotproof.harness.suite.trial import Question, attempt

    with tempfile.TemporaryDirectory() as folder:
        many = 20 * (os.cpu_count() or 1)
        golden = Golden(name="reference")
        asked = [
            Question(golden=golden, scenarios=(SCENARIO,), runs=f"{folder}/{number}", seeds=1) for number in range(many)
        ]
        before = time.perf_counter()
        for tried in spread(attempt, asked, 0, lambda tried: None):
            assert not tried.broken, tried.broken
        return many * 60 / (time.perf_counter() - before)


def main() -> None:
    print(f"{runs_per_minute():.0f} runs a minute on {os.cpu_count()} cores")
    spent = shares()
    for part, own_s in spent.most_common():
        print(f"  {part:12} {own_s / spent.total():5.0%}")


if __name__ == "__main__":
    main()
