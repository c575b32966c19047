"""
The conductor: steps the plant, writes each fact down, shows it, lets people act, and strikes.

    plant.step() -> fact --> truth, ledger --> anchors --> strike?
                                          '--> dwell --> channels (sent)
                                          '--> desk call (desk)

It goes on only while few enough facts are open, and only as fast as clock and patience allow.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
from lotproof.harness.faults.kinds import kinds
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import DeskAct, Entry, Lag, ProcessEvent, Sent, Strike
from lotproof.harness.model.errors import InputError, RigError, RigGone
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import Plan, StrikePlan
from lotproof.harness.model.seams import Channel, Condition, DeskCall, Signal, Systems
from lotproof.harness.play.pace import Clockwork, Pace, Wake
from lotproof.harness.play.patience import Patience
from lotproof.harness.play.signals import Stage, signal
from lotproof.harness.play.strikes import Anchors, AtWork
from lotproof.harness.record.segment import Segment
from lotproof.harness.record.truth import Truth

LOOK_S = 0.05
"""So often it is looked whether a client is back."""


class Happening(Protocol):
    @property
    def fact(self) -> Fact: ...

    @property
    def desk(self) -> DeskCall | None: ...


class World(Protocol):
    """The plant, as the conductor sees it."""

    @property
    def points(self) -> dict[str, Any]: ...

    def peek_us(self) -> int | None: ...

    def step(self) -> Sequence[Any]: ...


class OpenFacts(Protocol):
    """Which facts have must-effects that are not in: the oracle's count, handed in by the suite."""

    to_raise: dict[str, tuple[str, ...]]
    """Facts that only the exception queue can bear, with the names by which it may call them."""

    def on_fact(self, fact: Fact, seq_us: int) -> None: ...

    def on_effect(self, effect: Effect) -> object: ...

    @property
    def open(self) -> tuple[str, ...]: ...


class Integration(Protocol):
    """What runs between floor and systems, as far as trouble concerns it."""

    @property
    def ended(self) -> str: ...

    @property
    def can_kill(self) -> bool: ...

    async def start(self) -> None: ...

    async def kill(self) -> None: ...

    async def stop(self) -> None: ...


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """
    `dwell_s` between business facts of one machine; `open_max` open facts; `deadline_s` per flow; `clients` are those
    under test: only their calls count. `rhythm_s` is how long a call may be in coming, `backoff_s` how long a client
    may wait before it comes back, as they declare it. `completion_s` is how long what a completed order lacks may still
    come, before that is to be raised.
    """

    dwell_s: float
    open_max: int
    deadline_s: Callable[[str], float]
    grace_s: float
    quiet_s: float
    clients: tuple[str, ...]
    rhythm_s: float = 0.0
    backoff_s: float = 0.0
    completion_s: float = 0.0


class Conductor:
    """One run, from the first fact to quiet."""

    def __init__(
        self,
        *,
        plan: Plan,
        world: World,
        stage: Stage,
        channels: Sequence[Channel],
        systems: Systems,
        integration: Integration,
        open_facts: OpenFacts,
        clockwork: Clockwork,
        settings: Settings,
        clock: Clock,
        segment: Segment,
        truth: Truth,
        on_progress: Callable[[Fact], None] = lambda fact: None,
        on_effect: Callable[[Effect], None] = lambda effect: None,
    ) -> None:
        self.plan, self.world, self.stage, self.channels = plan, world, stage, channels
        self.systems, self.integration, self.open_facts = systems, integration, open_facts
        self.settings, self.segment, self.truth, self._on_progress = settings, segment, truth, on_progress
        self._clock, self._on_effect = clock, on_effect
        self.at_work, self.anchors, self.wake = AtWork(), Anchors(plan.trouble), Wake()
        self.patience = Patience(
            deadline_s=settings.deadline_s, held=self.at_work.hinders, render=self._render_condition
        )
        self.pace = Pace(clockwork, self.patience, self.wake)
        self._shown: dict[str, float] = {}
        self._dead, self._cut = False, False
        self._away_from, self._cut_at, self._seen_from = 0.0, 0.0, 0.0
        self._left: dict[str, float] = {}
        self._struck: set[asyncio.Task[None]] = set()
        self._killing = asyncio.Lock()
        self.stirred_at = asyncio.get_running_loop().time()
        self.failure: BaseException | None = None
        self.rig_gone = asyncio.Event()
        self._listen()

    # -- what comes in ---------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        self.systems.on_effect = self.on_effect
        self.systems.on_call = self.on_call
        self.systems.on_strike = self.on_strike
        self.systems.on_gone = self.fail
        self.segment.listen(self._on_entry)

    def on_effect(self, effect: Effect) -> None:
        """A system committed a change."""
        self.stirred_at = asyncio.get_running_loop().time()
        self.open_facts.on_effect(effect)
        self.patience.on_effect(effect)
        self._on_effect(effect)
        self.wake.ring()

    def on_call(self, client: str, system: str, op: str, nth: int) -> None:
        """A client called; only the integration under test counts."""
        if client in self.settings.clients:
            for plan in self.anchors.at_call(system, op):
                self._background(self.strike(plan, None))

    def on_strike(self, strike: Strike) -> None:
        """A strike began, hit or ended somewhere."""
        self.at_work.note(strike)
        if strike.phase == "end":
            self.stirred_at = asyncio.get_running_loop().time()
        if strike.phase == "hit" and kinds()[strike.fault].where == "opcua":
            self._cut_at = asyncio.get_running_loop().time()
            if not self._cut:
                self._cut, self._away_from = True, self._cut_at
                self._background(self._until_back())
        self.wake.ring()

    def fail(self, failure: BaseException) -> None:
        """Something that the run rests on is gone: it ends at the next look."""
        if isinstance(failure, RigGone) and not isinstance(self.failure, RigGone):
            self.failure = failure
            self.rig_gone.set()
            self.segment.write("process", ProcessEvent(role="rig", what="gone", detail=str(failure)))
        self.failure = self.failure or failure
        self.wake.ring()

    def _on_entry(self, entry: Entry) -> None:
        if entry.kind == "strike":
            self.on_strike(entry.body)

    # -- playing ---------------------------------------------------------------------------------------------------

    async def play(self) -> None:
        """Play the whole plan; returns when the plant has nothing more to do."""
        while (at_us := self.world.peek_us()) is not None:
            await self.pace.until(at_us)
            for happening in self.world.step():
                await self.perform(happening)
            self.patience.follow(self.world.points.values())
            self.check()

    async def perform(self, happening: Happening) -> None:
        """One fact: written down first, then shown or entered."""
        fact = self.stage.fact(happening.fact)
        await self._room()
        self.truth.write(happening.fact)
        self.segment.write("fact", fact, id=fact.id, causes=fact.causes)
        self._on_progress(fact)
        shown = signal(fact, self.stage, self._now()) if fact.stream else None
        for plan in self.anchors.at_fact(happening.fact):
            await self.strike(plan, shown)
        if shown:
            await self._show(fact, shown)
        if happening.desk:
            await self._enter(fact, happening.desk)
        self._left[fact.id] = asyncio.get_running_loop().time()
        self.open_facts.on_fact(fact, self.stage.start_us)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.wall_ns() / 1e9, UTC)

    async def _show(self, fact: Fact, shown: Signal) -> None:
        await self._dwell(fact, shown)
        for channel in self.channels:
            body = Sent(
                wire=channel.name,
                address=f"{shown.equipment}/{shown.kind}",
                stream=shown.stream,
                seq=shown.seq,
                fact=fact.id,
                event_id=str(shown.payload.get("event_id", "")),
            )
            if shown.payload:
                self.segment.write("sent", body, causes=(fact.id,))
            await channel.show(shown)

    async def _dwell(self, fact: Fact, shown: Signal) -> None:
        """What the machine's state wire showed last stays readable for the dwell time, while somebody is there."""
        if not shown.payload:
            return
        loop = asyncio.get_running_loop()
        while (self._dead or self._cut) and self._unread(fact.equipment):
            self.check()
            await self.wake.within(0.1)
        since = self._shown.get(fact.equipment, 0.0)
        since = max(since, self._seen_from) if self._unread(fact.equipment) else since
        await asyncio.sleep(max(0.0, since + self.settings.dwell_s - loop.time()))
        self._shown[fact.equipment] = loop.time()

    def _unread(self, equipment: str) -> bool:
        """Whether the dwell time of what a machine showed last was not over when the client went away."""
        return equipment in self._shown and self._shown[equipment] + self.settings.dwell_s > self._away_from > 0

    async def _until_back(self) -> None:
        """Until who was cut off on a state wire is back, or has had the longest pause that it declares."""
        loop, patience_s = asyncio.get_running_loop(), self.settings.backoff_s + self.settings.dwell_s
        away = True
        while away and loop.time() < self._cut_at + patience_s:
            await asyncio.sleep(LOOK_S)
            away = any(channel.away() for channel in self.channels)
        self._cut, self._seen_from = False, loop.time()
        self.wake.ring()

    async def _enter(self, fact: Fact, call: DeskCall) -> None:
        """People enter it in the business system; what the call takes is rig time."""
        rendered = msgspec.structs.replace(call, body=self.stage.render(self._dated(call.body, fact)), fact=fact.id)
        loop = asyncio.get_running_loop()
        before = loop.time()
        answer = await self.systems.desk(rendered)
        took_s = round(loop.time() - before, 6)
        act = DeskAct(
            fact=fact.id,
            system=call.system,
            act=call.act,
            status=answer.status,
            posting=answer.posting,
            stream=answer.stream,
            seq=answer.seq,
            took_s=took_s,
            manual=call.manual,
            problem="" if answer.done else str(answer.body)[:500],
        )
        self.segment.write("desk", act, causes=(fact.id,))
        if call.expect == "done" and not answer.done:
            raise RigError(
                "a desk's call was refused",
                which=f"{call.system}.{call.act} of fact {fact.id}",
                expected="2xx",
                got=f"{answer.status} {str(answer.body)[:300]}",
                where="The plant believed that this was possible: the scenario or the mock is wrong.",
            )

    def _dated(self, body: dict[str, Any], fact: Fact) -> dict[str, Any]:
        return {key: self.stage.at(fact.at_us, fact.plant) if value == "{at}" else value for key, value in body.items()}

    async def _room(self) -> None:
        """Wait while too many facts are open; this costs wall time, never sim time."""
        while len(self.open_facts.open) >= self.settings.open_max and not self._overdue():
            if not await self.wake.within(0.25):
                self.check()

    def _overdue(self) -> bool:
        """Whether the oldest open fact is past its deadline and grace: then waiting for it ends."""
        now = asyncio.get_running_loop().time()
        oldest = min((self._left.get(fact, now) for fact in self.open_facts.open), default=now)
        return now - oldest > self.longest_s() and not self.at_work.names

    def longest_s(self) -> float:
        """The longest deadline of any flow with its grace, in seconds."""
        return max(map(self.settings.deadline_s, FLOWS)) + self.settings.grace_s

    def check(self) -> None:
        """Stop playing when the integration or the rig is gone."""
        if self.failure:
            raise self.failure
        if self.integration.ended:
            raise IntegrationEnded(self.integration.ended)

    def _render_condition(self, condition: Condition) -> Condition:
        rendered: Condition = msgspec.convert(self.stage.render(msgspec.to_builtins(condition)), Condition)
        return rendered

    # -- trouble ---------------------------------------------------------------------------------------------------

    async def strike(self, plan: StrikePlan, shown: Signal | None) -> None:
        """Begin a strike where its fault works."""
        place = kinds()[plan.fault].where
        if place == "process":
            self._background(self._strike_process(plan, shown))
        elif place in ("http", "webhook"):
            await self.systems.strike(self._long_enough(plan))
        else:
            for channel in self.channels:
                if place == "floor" or place in (channel.name, "memory") or channel.name == "memory":
                    await channel.strike(plan, shown)

    def _long_enough(self, plan: StrikePlan) -> StrikePlan:
        """A strike that so many calls end waits for them as long as those under test may take to make one."""
        return msgspec.structs.replace(plan, upper_s=plan.upper_s + self.settings.rhythm_s) if plan.attempts else plan

    async def _strike_process(self, plan: StrikePlan, shown: Signal | None) -> None:
        """Kill the integration, leave it dead for a moment, and start it again."""
        if not self.integration.can_kill:
            return
        fault = kinds()[plan.fault]
        hinders = fault.hinders(plan.target)
        what = Strike(strike=plan.name, fault=plan.fault, target="process", phase="start", hinders=hinders)
        await asyncio.sleep(float(plan.settings.get("after_s", 0.05)))
        async with self._killing:
            await self._killed(plan, what, shown)

    async def _killed(self, plan: StrikePlan, what: Strike, shown: Signal | None) -> None:
        """One kill at a time: who is dead cannot be killed, and comes back once."""
        self.segment.write("strike", what, id=plan.name)
        self._dead, self._away_from = True, asyncio.get_running_loop().time()
        await self.integration.kill()
        hit = msgspec.structs.replace(what, phase="hit", fact=shown.fact if shown else "", detail="process group gone")
        self.segment.write("strike", hit, id=plan.name)
        await asyncio.sleep(float(plan.settings.get("restart_s", 0.3)))
        await self._restart()
        self._dead, self._seen_from = False, asyncio.get_running_loop().time()
        self.segment.write("strike", msgspec.structs.replace(what, phase="end"), id=plan.name)

    async def _restart(self) -> None:
        """What was ready once and does not come back has failed by itself: that is no wrong input."""
        try:
            await self.integration.start()
        except InputError as never:
            raise IntegrationEnded(f"it did not come back after a kill: {never}") from never

    def _background(self, work) -> None:  # type: ignore[no-untyped-def]
        task = asyncio.create_task(work)
        self._struck.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._struck.discard(task)
        if not task.cancelled() and (failed := task.exception()):
            self.fail(failed)

    async def trouble_ends(self, upper_s: float) -> None:
        """Begin no strike from here on, whatever is still called: what is asked at the end is asked in peace."""
        self.anchors.close()
        await self.strikes_end(upper_s)

    async def strikes_end(self, upper_s: float) -> None:
        """Wait until no strike is at work; a strike that outlives its bound is the rig's fault."""
        loop = asyncio.get_running_loop()
        end = loop.time() + upper_s
        while (self.at_work.names or self._struck) and loop.time() < end:
            self.check()
            await self.wake.within(0.1)
        if self.at_work.names:
            raise RigError("a strike did not end", which=", ".join(self.at_work.names), expected=f"within {upper_s} s")

    def lag(self, what: str, late_s: float) -> None:
        self.segment.write("lag", Lag(what=what, late_s=round(late_s, 4)))


class IntegrationEnded(Exception):
    """The integration under test is gone though nobody stopped it: the run ends, and is judged as far as it goes."""
