"""
The judge on columns against what anybody's columns would do with the same files, and how its time grows.

LOTPROOF_BENCH_FACTS sets the size (1e5 without it; 1e7 needs 9 GB of disk), LOTPROOF_BENCH_FOLDER where histories lie.
"""

import functools
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench import history
from bench.judging import alone
from bench.sides import Bench

FACTS = int(float(os.environ.get("LOTPROOF_BENCH_FACTS", "1e5")))
SMALLEST = 100_000
ROUNDS = 3 if FACTS <= 1_000_000 else 1
SAME = ("may", "doubled", "missing", "extra")
"""What both sides have to answer alike, else the race would prove nothing."""

Said = dict[str, Any]


@functools.cache
def folder(facts: int) -> Path:
    """A history of this size, written once."""
    here = os.environ.get("LOTPROOF_BENCH_FOLDER", "")
    path = Path(here or tempfile.mkdtemp(prefix="lotproof-bench-")) / f"facts-{facts}"
    if not (path / "systems.jsonl").exists():
        history.write(path, facts)
    return path


class Judge:
    """Runs both sides and keeps what they said: the last of each, and the peak of all of ours."""

    def __init__(self) -> None:
        self.said: dict[str, Said] = {}
        self.peaks: list[int] = []

    def ours(self) -> float:
        """Facts per second."""
        said = self._run("ours")
        self.peaks.append(said["peak_mib"])
        return FACTS / float(said["seconds"])

    def theirs(self) -> float:
        return FACTS / float(self._run("bare")["seconds"])

    def _run(self, side: str) -> Said:
        self.said[side] = alone(side, folder(FACTS))
        if len(self.said) == 2:
            answers = [{name: one[name] for name in SAME} for one in self.said.values()]
            assert answers[0] == answers[1], answers
        return self.said[side]

    def measured(self) -> dict[str, float]:
        """Seconds and memory of both sides, and seconds a million facts at every power of ten up to this size."""
        ours, bare = self.said["ours"], self.said["bare"]
        found = {"facts": FACTS, "seconds": ours["seconds"], "peak_mib": max(self.peaks)}
        found |= {"bare_seconds": bare["seconds"], "bare_peak_mib": bare["peak_mib"]}
        size = SMALLEST
        while size < FACTS:
            found |= each(size, alone("ours", folder(size)))
            size *= 10
        return found | each(FACTS, ours)


def each(facts: int, said: Said) -> dict[str, float]:
    return {f"seconds_a_million_at_{facts:.0e}".replace("e+0", "e"): round(said["seconds"] / facts * 1e6, 2)}


def benches() -> list[Bench]:
    if not all(find_spec(name) for name in ("duckdb", "numpy", "scipy")):
        return []
    judge = Judge()
    return [
        Bench(
            name="judge_columns",
            goal=2.5,
            sense="at most",
            against="a bare columnar pipeline on the same files",
            unit=f"facts/s at {FACTS} facts and as many postings",
            ours=judge.ours,
            theirs=judge.theirs,
            packages=("duckdb", "numpy", "scipy"),
            rounds=ROUNDS,
            measured=judge.measured,
        )
    ]
