"""Days of a plant simulated and recorded, against SimPy's bare events. LOTPROOF_BENCH_TRUTH sets how many facts."""

import os
import tempfile
import time
from pathlib import Path

import simpy
from lotproof.harness.suite.bulk import Bulk, simulate

from bench.conductor import strand
from bench.sides import Bench

FACTS = int(float(os.environ.get("LOTPROOF_BENCH_TRUTH", "2e4")))
SCENARIO = "food_hold"
STRANDS = 100
TURNS = 1_000


class Days:
    """Simulates, and keeps what the last simulation said of itself."""

    def __init__(self) -> None:
        self.last: Bulk

    def ours(self) -> float:
        """SimPy events per second, each fact made and written down."""
        with tempfile.TemporaryDirectory() as folder:
            self.last = simulate(SCENARIO, Path(folder) / "run", facts=FACTS)
        return self.last.events / self.last.seconds

    def measured(self) -> dict[str, float]:
        said = self.last
        return {
            "facts": said.facts,
            "events_per_fact": said.events_per_fact,
            "facts_per_s": said.facts_per_s,
            "peak_mib": said.peak_mib,
        }


def theirs() -> float:
    """Events per second of an environment in which nothing but time goes by."""
    env = simpy.Environment()
    for _ in range(STRANDS):
        env.process(strand(env, TURNS))  # type: ignore[arg-type]
    before = time.perf_counter()
    env.run()
    return STRANDS * TURNS / (time.perf_counter() - before)


def benches() -> list[Bench]:
    days = Days()
    return [
        Bench(
            name="truth",
            goal=0.5,
            sense="at least",
            against="SimPy's bare events, as many as the facts use",
            unit="events/s",
            ours=days.ours,
            theirs=theirs,
            packages=("simpy", "msgspec"),
            measured=days.measured,
        )
    ]
