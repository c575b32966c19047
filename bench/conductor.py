"""The conductor against the plain engine: a whole day of events stepped from asyncio, and `env.run()`."""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import simpy
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import Tag
from lotproof.harness.play.conductor import Conductor, Settings
from lotproof.harness.play.pace import Jump
from lotproof.harness.play.signals import Stage
from lotproof.harness.record.segment import Segment
from lotproof.harness.record.truth import Truth

from bench.sides import Bench

STRANDS = 100
TURNS = 1_000
EVENTS = STRANDS * TURNS


def strand(env: simpy.Environment, turns: int) -> Iterator[simpy.Event]:
    """Something that goes on in the plant all day and is nobody's business."""
    for _ in range(turns):
        yield env.timeout(1_000_000)


def plant() -> simpy.Environment:
    env = simpy.Environment()
    for _ in range(STRANDS):
        env.process(strand(env, TURNS))  # type: ignore[arg-type]
    return env


class Busy:
    """A plant as the conductor steps it, in which much goes on and nothing happens."""

    points: Mapping[str, Any] = {}

    def __init__(self) -> None:
        self._env = plant()

    def peek_us(self) -> int | None:
        at_us = self._env.peek()
        return None if at_us == float("inf") else int(at_us)

    def step(self) -> list[Any]:
        moment = self._env.peek()
        while self._env.peek() == moment and moment != float("inf"):
            self._env.step()
        return []


class Nobody:
    """Systems that are never called, an integration that is never killed, facts that are never open."""

    ended, can_kill = "", False
    open: tuple[str, ...] = ()

    def on_fact(self, fact: Fact, seq_us: int) -> None: ...

    def on_effect(self, effect: Effect) -> None: ...


def settings() -> Settings:
    return Settings(dwell_s=0.0, open_max=20, deadline_s=lambda flow: 5.0, grace_s=1.0, quiet_s=2.0, clients=())


def plan() -> Plan:
    return Plan(v=1, scenario="busy", title="", seed=1, size="full", clock="jump", enterprise={}, course={}, trouble=())


async def conduct(folder: Path) -> None:
    nobody: Any = Nobody()
    segment = Segment(folder / "conductor.jsonl", writer="conductor", clock=SystemClock())
    truth = Truth(folder / "truth.jsonl")
    conductor = Conductor(
        plan=plan(),
        world=Busy(),  # type: ignore[arg-type]
        stage=Stage(tag=Tag("AAAA"), start_us=0, epoch=datetime(2022, 1, 3, tzinfo=UTC)),
        channels=(),
        systems=nobody,
        integration=nobody,
        open_facts=nobody,
        clockwork=Jump(),
        settings=settings(),
        clock=SystemClock(),
        segment=segment,
        truth=truth,
    )
    await conductor.play()
    segment.close()
    truth.close()


def ours() -> float:
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        asyncio.run(conduct(Path(folder)))
        return EVENTS / (time.perf_counter() - before)


def theirs() -> float:
    env = plant()
    before = time.perf_counter()
    env.run()
    return EVENTS / (time.perf_counter() - before)


def benches() -> list[Bench]:
    return [
        Bench(
            name="conductor",
            goal=1.5,
            sense="at most",
            against="env.run() over the same events",
            unit="events/s",
            ours=ours,
            theirs=theirs,
            packages=("simpy",),
        )
    ]
