"""
Many days of one plant: a scenario day after day, simulated without wires, recorded as truth until there are so many
facts.

    seeds --make_plan--> a week of days --one world, one clock--> facts --stamped with their day--> truth.jsonl

Nothing is kept: a day is forgotten when it has ended, and each fact is on its way to the disk when the next one is
made. So a million facts take the memory of a few days.
"""

import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from random import Random

import msgspec
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.entries import End, Run
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import encode
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import Tag
from lotproof.harness.plan import make_plan, measures
from lotproof.harness.plant import World
from lotproof.harness.plant.acts import Course
from lotproof.harness.plant.diary import Happening
from lotproof.harness.plant.scene import Doing, ground
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import Segment
from lotproof.harness.record.truth import Truth

FIRST_MORNING = datetime(2022, 1, 3, 6, 0, tzinfo=UTC)
"""When the first day begins: days without wires need not come after those of any other run."""

DRAWN = 7
"""So many days are drawn, each with a seed of its own; then the week comes again, with new orders and lots."""

UNITS_A_DAY = 1000
SSCC = re.compile(rb"\{sscc:(\d+)\}")
NOBODY = "nobody"
TOLD_EACH = 20_000
BUFFERED = 1 << 20


class Bulk(msgspec.Struct, frozen=True, kw_only=True):
    """What was simulated, and what it took. `events` are SimPy's; `peak_mib` is the process's, 0 where not known."""

    run: str
    scenario: str
    seed: int
    days: int
    facts: int
    events: int
    events_per_fact: float
    seconds: float
    facts_per_s: int
    peak_mib: int
    sha256: str


class Recorder:
    """Writes facts down as they come, with the number of their day in every identifier of the run."""

    def __init__(self, truth: Truth, tell: Callable[[int], None]) -> None:
        self.facts = 0
        self._truth, self._tell = truth, tell

    def of(self, day: int) -> Callable[[Happening], None]:
        """What takes the facts of one day: `T1-{tag}` is `T1-{tag}-17`, and units have numbers of their own."""
        tag, first = b"{tag}-%d" % day, day * UNITS_A_DAY

        def take(happening: Happening) -> None:
            line = encode(happening.fact).replace(b"{tag}", tag)
            if b"{sscc:" in line:
                line = SSCC.sub(lambda found: b"{sscc:%d}" % (first + int(found.group(1))), line)
            self._truth.write_line(line)
            self.facts += 1
            if not self.facts % TOLD_EACH:
                self._tell(self.facts)

        return take


def simulate(
    scenario: str,
    path: Path,
    *,
    facts: int = 1,
    seed: int | None = None,
    every: timedelta = timedelta(days=1),
    tell: Callable[[int], None] = lambda done: None,
) -> Bulk:
    """
    Play days of a scenario until there are this many facts, and record them in a new run folder.

    Each day is played to its end, so there may be some more. Every point of patience is met: the systems of these days
    are told in time. `every` is what lies between the beginnings of two days; days that overlap share machines.

    Raises:
        InputError: if the folder is there already, or the scenario is none.
    """
    if facts < 1 or every <= timedelta(0):
        raise InputError("a plan has at least one fact, and days begin one after the other", got=f"{facts}, {every}")
    if path.exists():
        raise InputError("there is something in this place already", which=str(path), expected="a new folder")
    first = make_plan(scenario, seed=seed)
    more = range(1, DRAWN if facts > 1 else 1)
    week = [first, *(make_plan(scenario, seed=first.seed + number) for number in more)]
    folder = RunFolder.create(path)
    truth = Truth(folder.truth_file, buffering=BUFFERED)
    began = time.perf_counter()
    calendar = Calendar(week, Recorder(truth, tell), facts, round(every / timedelta(microseconds=1)))
    calendar.play()
    truth.close()
    seconds = time.perf_counter() - began
    sealed(folder, first, f"{calendar.recorder.facts} facts, days: {calendar.days}, without wires")
    return told(folder, calendar, seconds, truth.digest)


class Calendar:
    """Begins day after day in the plant's own time, until there are enough facts."""

    def __init__(self, week: list[Plan], recorder: Recorder, facts: int, every_us: int) -> None:
        self.week, self.recorder, self.days = week, recorder, 0
        self.shared = ground(at_once=True)
        self._courses = [msgspec.convert(plan.course, Course) for plan in week]
        self._facts, self._every_us = facts, every_us

    def play(self) -> None:
        """Play every day that is begun to its end."""
        self.shared.env.process(self._begin())
        self.shared.env.run()

    def _begin(self) -> Doing:
        while self.recorder.facts < self._facts:
            at = self.days % len(self.week)
            World(self.week[at].enterprise, self._courses[at], self.shared._replace(tell=self.recorder.of(self.days)))
            self.days += 1
            yield self.shared.env.timeout(self._every_us)


def sealed(folder: RunFolder, plan: Plan, what: str) -> None:
    """The rest of the run folder: the first day's plan, nobody who integrates, a ledger in which nothing was played."""
    folder.write_plan(plan)
    folder.write_connector(Connector(name=NOBODY, claims=()))
    segment = Segment(folder.segment("conductor"), writer="conductor", clock=SystemClock())
    segment.write("run", header(plan, folder))
    segment.write("end", End(how="simulated", detail=what))
    segment.close()
    folder.seal()


def told(folder: RunFolder, calendar: Calendar, seconds: float, sha256: str) -> Bulk:
    facts, events = calendar.recorder.facts, calendar.shared.events()
    return Bulk(
        run=str(folder.path),
        scenario=calendar.week[0].scenario,
        seed=calendar.week[0].seed,
        days=calendar.days,
        facts=facts,
        events=events,
        events_per_fact=round(events / facts, 2),
        seconds=round(seconds, 3),
        facts_per_s=round(facts / seconds),
        peak_mib=peak_mib(),
        sha256=sha256,
    )


def spaced(text: str) -> timedelta:
    """
    A span as scenario files write it.

    Raises:
        InputError: if it is none.
    """
    try:
        return timedelta(microseconds=measures.span_us(text, Random(0)))
    except ValueError as wrong:
        raise InputError("--every is a span of time", got=text, where=str(wrong)) from None


def header(plan: Plan, folder: RunFolder) -> Run:
    return Run(
        run=folder.path.name,
        tag=Tag.of(plan.seed).text,
        scenario=plan.scenario,
        seed=plan.seed,
        lane="none",
        start_us=round(FIRST_MORNING.timestamp() * 1e6),
        epoch=FIRST_MORNING.isoformat(),
        versions={"lotproof": metadata.version("lotproof")},
        notes=("Simulated day after day and played on no wire; every system was told in time.",),
    )


def peak_mib() -> int:
    """The most memory that this process has had; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    per_mib = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // per_mib
