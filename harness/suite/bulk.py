"""
Many days of one plant: a scenario day after day, simulated without wires, recorded as truth until there are so many
facts.

    seeds --make_plan--> a week of days --one world, one clock--> facts --stamped with their day--> truth.jsonl
                          the same week, proved to come again --retelling--> the lines of all weeks after it

Nothing is kept but the lines of three weeks: a day is forgotten when it has ended, and each fact is on its way to the
disk when the next one is made. So a million facts take the memory of a few weeks.
"""

import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import metadata
from itertools import cycle
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
from lotproof.harness.suite.retelling import LEARNT, Retold, learnt

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
    """
    What was simulated, and what it took.

    `days_retold` and `facts_retold` are those that came again and were told without being simulated. `events` are
    SimPy's for the others, and so is `events_per_fact`. `peak_mib` is the process's, 0 where not known.
    """

    run: str
    scenario: str
    seed: int
    days: int
    days_retold: int
    facts: int
    facts_retold: int
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

    def of(self, day: int, keep: Callable[[bytes], None] | None = None) -> Callable[[Happening], None]:
        """What takes the facts of one day: `T1-{tag}` is `T1-{tag}-17`, and units have numbers of their own."""
        tag, first = b"{tag}-%d" % day, day * UNITS_A_DAY

        def take(happening: Happening) -> None:
            line = encode(happening.fact).replace(b"{tag}", tag)
            if b"{sscc:" in line:
                line = SSCC.sub(lambda found: b"{sscc:%d}" % (first + int(found.group(1))), line)
            line += b"\n"
            if keep:
                keep(line)
            self.write(line, 1)

        return take

    def write(self, lines: bytes, facts: int) -> None:
        self._truth.write_lines(lines)
        before, self.facts = self.facts // TOLD_EACH, self.facts + facts
        if self.facts // TOLD_EACH > before:
            self._tell(self.facts)


def simulate(
    scenario: str,
    path: Path,
    *,
    facts: int = 1,
    seed: int | None = None,
    every: timedelta = timedelta(days=1),
    retell: bool = True,
    tell: Callable[[int], None] = lambda done: None,
) -> Bulk:
    """
    Play days of a scenario until there are this many facts, and record them in a new run folder.

    Each day is played to its end, so there may be some more. Every point of patience is met: the systems of these days
    are told in time. `every` is what lies between the beginnings of two days; days that overlap share machines. Days
    that come again are told again (`retelling`); with `retell` False each one is simulated, and the bytes are the same.

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
    calendar = Calendar(week, Recorder(truth, tell), facts, round(every / timedelta(microseconds=1)), retell=retell)
    calendar.play()
    truth.close()
    seconds = time.perf_counter() - began
    sealed(folder, first, f"{calendar.recorder.facts} facts, days: {calendar.days}, without wires")
    return told(folder, calendar, seconds, truth.digest)


class Calendar:
    """Begins day after day in the plant's own time, until there are enough facts."""

    def __init__(self, week: list[Plan], recorder: Recorder, facts: int, every_us: int, *, retell: bool) -> None:
        self.week, self.recorder, self.days = week, recorder, 0
        self.days_retold = self.facts_retold = 0
        self.shared = ground(at_once=True)
        self._courses = [msgspec.convert(plan.course, Course) for plan in week]
        self._facts, self._every_us = facts, every_us
        self._may_come_again = retell
        self._kept: list[list[bytes]] = []
        self._again: list[Retold] = []

    def play(self) -> None:
        """Play every day that is begun to its end; then tell again those that come again."""
        self.shared.env.process(self._begin())
        self.shared.env.run()
        for day in cycle(self._again):
            if not self._wanted():
                break
            self.recorder.write(day.next(), day.facts)
            self.days, self.days_retold = self.days + 1, self.days_retold + 1
            self.facts_retold += day.facts

    def _wanted(self) -> bool:
        return self.recorder.facts < self._facts

    def _begin(self) -> Doing:
        while self._wanted():
            if self.days == LEARNT * len(self.week):
                self._again = self._learn()
                if self._again:
                    return
            at = self.days % len(self.week)
            World(self.week[at].enterprise, self._courses[at], self.shared._replace(tell=self._taking()))
            self.days += 1
            yield self.shared.env.timeout(self._every_us)
            self._may_come_again = self._may_come_again and self.shared.env.peek() == float("inf")

    def _taking(self) -> Callable[[Happening], None]:
        """What takes the facts of the day that begins; its lines are kept while it may come again."""
        lines: list[bytes] = []
        if self._may_come_again and self.days < LEARNT * len(self.week):
            self._kept.append(lines)
            return self.recorder.of(self.days, lines.append)
        return self.recorder.of(self.days)

    def _learn(self) -> list[Retold]:
        """The days of a week, where all of them come again; none else. Days that ran into each other do not."""
        kept = [b"".join(lines) for lines in self._kept] if self._may_come_again else []
        self._kept.clear()
        days = [learnt(kept[day :: len(self.week)]) for day in range(len(self.week) if kept else 0)]
        return [day for day in days if day] if all(days) else []


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
        days_retold=calendar.days_retold,
        facts=facts,
        facts_retold=calendar.facts_retold,
        events=events,
        events_per_fact=round(events / (facts - calendar.facts_retold), 2),
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
