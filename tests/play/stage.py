"""A conductor with nothing around it: a plant of a few facts, a wire that keeps what it is shown, no systems."""

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Anchor, Plan, StrikePlan
from lotproof.harness.model.tags import Tag
from lotproof.harness.play.conductor import Conductor, Settings
from lotproof.harness.play.pace import Jump
from lotproof.harness.play.signals import Stage
from lotproof.harness.play.virtual import VirtualClock, VirtualLoop, run_virtual
from lotproof.harness.record.segment import Segment
from lotproof.harness.record.truth import Truth

DWELL_S, BACKOFF_S = 0.5, 2.0


class Happening(msgspec.Struct, frozen=True):
    fact: Fact
    desk: None = None


class Plant:
    """Facts of one machine, one after the other, as fast as they are asked for."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = list(facts)
        self.points: dict[str, Any] = {}

    def peek_us(self) -> int | None:
        return self._facts[0].at_us if self._facts else None

    def step(self) -> list[Happening]:
        return [Happening(self._facts.pop(0))]


class Wire:
    """A state wire: notes when what was shown; whoever is cut off comes back after `back_s`."""

    name = "opcua"

    def __init__(self, loop: VirtualLoop, back_s: float) -> None:
        self._loop, self._back_s = loop, back_s
        self.shown: list[float] = []
        self.cut_at: int | None = None
        self.conductor: Conductor | None = None
        self._back_at = 0.0

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def strike(self, plan: StrikePlan, signal: Any) -> None: ...

    async def show(self, signal: Any) -> None:
        self.shown.append(self._loop.time())
        if len(self.shown) == self.cut_at and self.conductor:
            self._back_at = self._loop.time() + self._back_s
            self.conductor.on_strike(Strike(strike="x", fault="opcua_cut", target="opcua", phase="hit"))

    def away(self) -> bool:
        return self._loop.time() < self._back_at


class Systems:
    """Nothing is posted; strikes are noted."""

    def __init__(self) -> None:
        self.struck: list[StrikePlan] = []

    async def strike(self, plan: StrikePlan) -> None:
        self.struck.append(plan)


class Under:
    """What is under test: it can be killed, and needs a while to come back."""

    ended, can_kill = "", True

    def __init__(self, loop: VirtualLoop, start_s: float) -> None:
        self._loop, self._start_s = loop, start_s
        self.back_at: list[float] = []

    async def kill(self) -> None: ...

    async def stop(self) -> None: ...

    async def start(self) -> None:
        import asyncio

        await asyncio.sleep(self._start_s)
        self.back_at.append(self._loop.time())


class Open:
    """No fact is open; `to_raise` is what a test puts there."""

    def __init__(self) -> None:
        self.to_raise: dict[str, tuple[str, ...]] = {}
        self.open: tuple[str, ...] = ()

    def on_fact(self, fact: Fact, seq_us: int) -> None: ...

    def on_effect(self, effect: Any) -> None: ...


class Scene(msgspec.Struct):
    """All of it together."""

    conductor: Conductor
    wire: Wire
    systems: Systems
    under: Under
    open: Open


def facts(count: int, equipment: str = "W1") -> list[Fact]:
    return [
        Fact(
            id=f"f{number}",
            kind="consumed",
            at_us=number,
            plant="NORTH",
            stream=f"NORTH/{equipment}/consumed",
            seq=number,
            equipment=equipment,
        )
        for number in range(1, count + 1)
    ]


def struck(fault: str, *, nth: int = 1, attempts: int = 0, **settings: Any) -> StrikePlan:
    return StrikePlan(
        name="x", fault=fault, at=Anchor(fact="consumed", nth=nth), upper_s=1.0, attempts=attempts, settings=settings
    )


def staged(
    folder: Path,
    play: Callable[[Scene], Awaitable[Any]],
    *,
    count: int = 3,
    trouble: tuple[StrikePlan, ...] = (),
    back_s: float = 0.0,
    start_s: float = 0.0,
    rhythm_s: float = 0.0,
) -> Any:
    """What `play` gives of a scene, in virtual time."""

    async def main(loop: VirtualLoop) -> Any:
        clock = VirtualClock(loop, base_ns=1_790_000_000_000_000_000)
        segment = Segment(folder / "conductor.jsonl", writer="conductor", clock=clock)
        truth = Truth(folder / "truth.jsonl")
        wire, systems, under, left = Wire(loop, back_s), Systems(), Under(loop, start_s), Open()
        plan = Plan(
            v=1,
            scenario="hand",
            title="",
            seed=1,
            size="sketch",
            clock="jump",
            enterprise={},
            course={},
            trouble=trouble,
            requires=(),
        )
        from datetime import UTC, datetime

        conductor = Conductor(
            plan=plan,
            world=Plant(facts(count)),
            stage=Stage(tag=Tag.of(1), start_us=1_790_000_000_000_000, epoch=datetime(2021, 3, 1, tzinfo=UTC)),
            channels=[wire],
            systems=systems,  # type: ignore[arg-type]
            integration=under,
            open_facts=left,
            clockwork=Jump(),
            settings=Settings(
                dwell_s=DWELL_S,
                open_max=20,
                deadline_s=lambda flow: 5.0,
                grace_s=1.0,
                quiet_s=2.0,
                clients=("it",),
                rhythm_s=rhythm_s,
                backoff_s=BACKOFF_S,
            ),
            clock=clock,
            segment=segment,
            truth=truth,
        )
        wire.conductor = conductor
        try:
            return await play(Scene(conductor, wire, systems, under, left))
        finally:
            segment.close()
            truth.close()

    return run_virtual(main)
