"""
One scenario, played: from the empty run folder to sealed evidence.

    folder -> plan, connector -> systems begin -> conductor plays -> settles -> state read -> observed -> sealed

Whatever ends it, the evidence is sealed and can be judged as far as it goes.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from time import perf_counter

import msgspec
from lotproof.harness.faults.kinds import bearable
from lotproof.harness.judge.oracle import OpenFacts
from lotproof.harness.model.deadlines import Deadlines
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import End, Lag, Observed, Run
from lotproof.harness.model.errors import LotproofError, RigGone
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.numbers import prefixes
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import Tag
from lotproof.harness.model.verdicts import Verdicts
from lotproof.harness.plant import build
from lotproof.harness.play.conductor import Conductor, IntegrationEnded, Settings
from lotproof.harness.play.observe import ask_trace, observe, raised
from lotproof.harness.play.outage_questions import OutageQuestions
from lotproof.harness.play.pace import Clockwork, Jump, Paced
from lotproof.harness.play.repeated_questions import RepeatedQuestions
from lotproof.harness.play.settle import settle
from lotproof.harness.play.signals import Stage, iso
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import Segment, count
from lotproof.harness.record.truth import Truth
from lotproof.harness.record.truth import read as read_truth
from lotproof.harness.suite import told
from lotproof.harness.suite.lane import Lane
from lotproof.harness.suite.options import OnProgress, Progress
from lotproof.harness.suite.places import beside
from lotproof.harness.suite.together import together

OPEN_MAX = 20
DWELL_LEAST_S = 0.3
LAG_FROM_S = 0.1
LOOK_S = 0.05
GONE_S = 1.0
"""How long it may take until the end of a process of ours is noticed."""

ASK_ON_S = 10.0
"""A run that ended before its time is asked about for so long."""


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one run of a plan this one."""

    folder: Path
    tag: Tag
    epoch: datetime
    clock: str = "jump"
    rate: float = 60.0


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """
    How a run ended; `spent_s` is where the time went, in seconds of this machine.

    Where several integrations were under test, `others` hold the same evidence for each but the first, so that each is
    judged on its own claims; and once for all together, where there is something that only all of them can show.
    `verdicts` are those of `folder` and `others` in turn, where it was judged while its world still stood.
    """

    folder: RunFolder
    how: str
    detail: str
    spent_s: dict[str, float]
    others: tuple[RunFolder, ...] = ()
    verdicts: tuple[Verdicts, ...] = ()

    @property
    def folders(self) -> tuple[RunFolder, ...]:
        return (self.folder, *self.others)


class Stretch:
    """Where the time goes: seconds of this machine per stage, whatever the lane's clock says."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = {}

    @contextlib.contextmanager
    def of(self, stage: str) -> Iterator[None]:
        before = perf_counter()
        try:
            yield
        finally:
            self.spent_s[stage] = round(self.spent_s.get(stage, 0.0) + perf_counter() - before, 3)


class ScenarioRun:
    """
    Args:
        lane: everybody is there and ready.
        plan: what is played.
        take: what makes this run of it its own.
        tell: hears how far it is.
        broken_off: set when the user wants it to end.
        on_effect: hears every change that a system commits.
    """

    def __init__(
        self,
        lane: Lane,
        plan: Plan,
        take: Take,
        *,
        tell: OnProgress,
        broken_off: asyncio.Event | None = None,
        on_effect: Callable[[Effect], None] = lambda effect: None,
    ) -> None:
        self.lane, self.take, self._tell = lane, take, tell
        self.plan = msgspec.structs.replace(plan, trouble=bearable(plan.trouble, lane.lacks))
        self._broken_off, self._on_effect = broken_off or asyncio.Event(), on_effect
        self.folder = RunFolder.create(take.folder)
        self.stage = Stage(
            tag=take.tag,
            start_us=lane.clock.wall_ns() // 1000,
            epoch=take.epoch,
            lines=told.lines_of(plan.enterprise),
            own=prefixes(plan.enterprise),
            zones=told.local_zones(plan.enterprise),
        )
        self._began = lane.clock.wall_ns()
        self._time = Stretch()
        self._played, self._total = 0, count_facts(plan)
        self._how = ("played", "")
        self._conductor: list[Conductor] = []
        self._outage, self._repeated = OutageQuestions(), RepeatedQuestions(plan.enterprise["rules"])

    async def whole(self) -> Ended:
        """
        Play it.

        Raises:
            RigGone: if a process of ours ended: what was recorded before is sealed, and `ended` can be judged.
            RigError: if the rig failed otherwise; what was recorded before is sealed.
        """
        self.folder.write_plan(self.plan)
        self.folder.write_connector(self.lane.company.connectors[self.lane.company.names[0]])
        try:
            async with self._recording() as (segment, truth):
                await self._played_and_asked(segment, truth)
        finally:
            self.lane.company.keep_logs(self.folder.logs)
            self.folder.seal()
        return self.ended

    @property
    def ended(self) -> Ended:
        """How it ended, as far as it came."""
        how, detail = self._how
        under_test = [self.lane.company.connectors[name] for name in self.lane.company.names]
        others = tuple(beside(self.folder, one) for one in (*under_test[1:], *together(under_test)))
        return Ended(folder=self.folder, how=how, detail=detail, spent_s=self._time.spent_s, others=others)

    @contextlib.asynccontextmanager
    async def _recording(self) -> AsyncIterator[tuple[Segment, Truth]]:
        conductor = self._conductor
        segment = Segment(
            self.folder.segment("conductor"),
            writer="conductor",
            clock=self.lane.clock,
            sim=lambda: conductor[0].pace.now_us if conductor else None,
        )
        truth = Truth(self.folder.truth_file)
        segment.write("run", self._header())
        self.lane.record(segment, self.lane.company.names)
        try:
            await self.lane.systems.begin(self._start())
            yield segment, truth
        except (LotproofError, OSError) as failed:
            gone = await self._rig_gone()
            self._how = ("rig died", str(gone)) if gone else ("rig failed", str(failed))
            if gone:
                raise gone from failed
            raise
        finally:
            await self._close(segment, truth)

    async def _close(self, segment: Segment, truth: Truth) -> None:
        self.lane.record(None, ())
        how, detail = self._how
        with contextlib.suppress(LotproofError):
            await self.lane.systems.end()
        with contextlib.suppress(LotproofError):
            segment.write("end", End(how=how, detail=detail, entries=self._entries(segment.path)))
        segment.close()
        truth.close()

    def _entries(self, own: Path) -> dict[str, int]:
        return {path.stem: count(path) for path in self.folder.segments() if path != own}

    async def _played_and_asked(self, segment: Segment, truth: Truth) -> None:
        conductor = self._new_conductor(segment, truth)
        self._conductor.append(conductor)
        self._outage.begin(conductor.at_work, partial(self._ask_meanwhile, segment, "outage_trace"))
        self._repeated.begin(partial(self._ask_meanwhile, segment, "repeated_trace"))
        watch = asyncio.create_task(_watch_lag(segment)) if self.lane.name == "sockets" else None
        try:
            await self._until_settled(conductor)
        finally:
            self._outage.end()
            self._repeated.end()
            if watch:
                watch.cancel()
        with self._time.of("ask"):
            self._say("ask", "asking for traces, exceptions, figures and states")
            limit = None if self._how[0] == "played" else ASK_ON_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limit):
                    await self._ask(segment)

    async def _until_settled(self, conductor: Conductor) -> None:
        playing = asyncio.ensure_future(self._play(conductor))
        ends = [asyncio.ensure_future(event.wait()) for event in (self._broken_off, conductor.rig_gone)]
        await asyncio.wait({playing, *ends}, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        if cut := not playing.done():
            playing.cancel()
            self._how = ("interrupted", "broken off by the user")
        try:
            await playing
        except asyncio.CancelledError:
            if not cut:
                raise
            if conductor.failure and not self._broken_off.is_set():
                raise conductor.failure from None
        except IntegrationEnded as ended:
            if gone := await self._rig_gone():
                raise gone from ended
            self._how = ("integration died", str(ended))

    async def _rig_gone(self) -> RigGone | None:
        """A process of ours that has ended, as soon as that can be told: whatever else went wrong follows from it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + (GONE_S if self.lane.name == "sockets" else 0.0)
        while True:
            failure = self._conductor[0].failure if self._conductor else None
            if isinstance(failure, RigGone):
                return failure
            if loop.time() >= end:
                return None
            await asyncio.sleep(LOOK_S)

    async def _play(self, conductor: Conductor) -> None:
        with self._time.of("play"):
            self._say("play", "playing")
            await conductor.play()
        with self._time.of("settle"):
            self._say("settle", "waiting until it has settled")
            connectors = self.lane.company.connectors.values()
            await settle(conductor, lambda names: raised(self.lane.ask, connectors, names))

    async def _ask(self, segment: Segment) -> None:
        state = await self.lane.systems.state()
        segment.write("observed", Observed(what="state", source="rig", answer=dict(state)))
        facts = [self.stage.fact(fact) for fact in read_truth(self.folder.truth_file)]
        since = iso(datetime.fromtimestamp(self._began / 1e9, self.take.epoch.tzinfo))
        for name in self.lane.company.names:
            connector, enterprise = self.lane.company.connectors[name], self.plan.enterprise
            epoch = self.take.epoch
            await observe(segment, self.lane.ask, connector, facts, enterprise, since=since, epoch=epoch, state=state)

    async def _ask_meanwhile(self, segment: Segment, what: str, question: dict[str, str]) -> None:
        for name in self.lane.company.names:
            connector = self.lane.company.connectors[name]
            if connector.trace.kind in ("graph", "python"):
                await ask_trace(segment, self.lane.ask, connector, question, what=what)

    # -- what it is made of ----------------------------------------------------------------------------------------

    def _new_conductor(self, segment: Segment, truth: Truth) -> Conductor:
        return Conductor(
            plan=self.plan,
            world=build(self.plan),
            stage=self.stage,
            channels=self.lane.channels,
            systems=self.lane.systems,
            integration=self.lane.company,
            open_facts=OpenFacts(self.plan.enterprise, self._carried()),
            clockwork=self._clockwork(),
            settings=self._settings(),
            clock=self.lane.clock,
            segment=segment,
            truth=truth,
            on_progress=self._fact,
            on_effect=self._on_effect,
        )

    def _carried(self) -> set[str]:
        """The flows that anybody carries, the escort too."""
        return {flow for one in self.lane.company.connectors.values() for flow in one.claims}

    def _clockwork(self) -> Clockwork:
        if self.take.clock == "jump":
            return Jump()
        return Paced(1.0 if self.take.clock == "live" else self.take.rate, asyncio.get_running_loop().time())

    def _settings(self) -> Settings:
        company = self.lane.company
        rhythms = [connector.rhythm for connector in company.connectors.values()]
        deadlines = Deadlines.of(self.plan.enterprise["rules"], *rhythms)
        slowest = max(self.lane.interval_s(), *(rhythm.floor_poll_s for rhythm in rhythms))
        return Settings(
            dwell_s=max(DWELL_LEAST_S, 3 * slowest) if self.take.clock == "jump" else 0.0,
            open_max=OPEN_MAX,
            deadline_s=deadlines.seconds,
            grace_s=deadlines.grace_s,
            completion_s=deadlines.completion_s,
            quiet_s=max(rhythm.quiet_s for rhythm in rhythms),
            clients=company.names,
            backoff_s=max(rhythm.backoff_max_s for rhythm in rhythms),
            rhythm_s=max(rhythm.poll_s + rhythm.flush_s for rhythm in rhythms),
        )

    def _header(self) -> Run:
        return Run(
            run=self.take.folder.name,
            tag=self.take.tag.text,
            scenario=self.plan.scenario,
            seed=self.plan.seed,
            lane=self.lane.name,
            start_us=self.stage.start_us,
            epoch=self.take.epoch.isoformat(),
            versions={"lotproof": metadata.version("lotproof"), **self.lane.versions},
            notes=self.lane.notes,
            lacks=self.lane.lacks,
            clients={name: connector.claims for name, connector in self.lane.company.connectors.items()},
        )

    def _start(self) -> dict[str, object]:
        return {
            "run": self.take.folder.name,
            "segment": str(self.folder.segment("systems").resolve()),
            "start_us": self.stage.start_us,
            "epoch": self.take.epoch.isoformat(),
            "tag": self.take.tag.text,
            "under_test": list(self.lane.company.names),
        }

    # -- progress --------------------------------------------------------------------------------------------------

    def _fact(self, fact: Fact) -> None:
        self._played += 1
        self._outage.on_fact(fact)
        self._repeated.on_fact(fact)
        self._say("play", f"{fact.kind} {fact.order}".rstrip())

    def _say(self, stage: str, text: str) -> None:
        self._tell(Progress(stage=stage, text=text, done=self._played, total=max(self._total, self._played)))


def count_facts(plan: Plan) -> int:
    """About how many facts the plan has: those of a course in which everything is met in time."""
    world, count = build(plan), 0
    while world.peek_us() is not None:
        count += len(world.step())
        for point in world.points.values():
            point.latch()
    return count


async def _watch_lag(segment: Segment) -> None:
    """Write down where this very loop was late: what the rig ate of somebody's deadline."""
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(LOOK_S)
        late_s = loop.time() - before - LOOK_S
        if late_s > LAG_FROM_S:
            segment.write("lag", Lag(what="conductor", late_s=round(late_s, 4)))
