"""
Days of a plant told and recorded, against SimPy's bare events: as many as their facts use when they are simulated.

LOTPROOF_BENCH_TRUTH sets how many facts. Nearly all days come again and are told again (`retelling`); what a simulated
fact costs stands beside it as `simulated_ratio`.
"""

import os
import tempfile
import time
from pathlib import Path

import simpy
from lotproof.harness.suite.bulk import Bulk, simulate

from bench.conductor import strand
from bench.sides import Bench

FACTS = int(float(os.environ.get("LOTPROOF_BENCH_TRUTH", "1e6")))
SIMULATED = 20_000
SCENARIO = "food_hold"
STRANDS = 100
TURNS = 1_000


def days(facts: int, *, retell: bool = True) -> Bulk:
    with tempfile.TemporaryDirectory() as folder:
        return simulate(SCENARIO, Path(folder) / "run", facts=facts, retell=retell)


def rate(said: Bulk) -> float:
    """SimPy events per second for which the facts stand, each fact made and written down."""
    return said.facts * said.events_per_fact / said.seconds


class Days:
    """Keeps what the last turn of each side said."""

    def __init__(self) -> None:
        self.last: Bulk
        self.bare = 0.0

    def ours(self) -> float:
        self.last = days(FACTS)
        return rate(self.last)

    def theirs(self) -> float:
        """Events per second of an environment in which nothing but time goes by."""
        env = simpy.Environment()
        for _ in range(STRANDS):
            env.process(strand(env, TURNS))  # type: ignore[arg-type]
        before = time.perf_counter()
        env.run()
        self.bare = STRANDS * TURNS / (time.perf_counter() - before)
        return self.bare

    def measured(self) -> dict[str, float]:
        said, simulated = self.last, days(SIMULATED, retell=False)
        return {
            "facts": said.facts,
            "facts_retold": said.facts_retold,
            "events_per_fact": said.events_per_fact,
            "facts_per_s": said.facts_per_s,
            "peak_mib": said.peak_mib,
            "simulated_facts_per_s": simulated.facts_per_s,
            "simulated_ratio": round(rate(simulated) / self.bare, 2),
        }


def benches() -> list[Bench]:
    told = Days()
    return [
        Bench(
            name="truth",
            goal=0.5,
            sense="at least",
            against="SimPy's bare events, as many as the facts use",
            unit="events/s",
            ours=told.ours,
            theirs=told.theirs,
            packages=("simpy", "msgspec"),
            measured=told.measured,
        )
    ]
