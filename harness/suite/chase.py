"""
One chase: schedules are drawn and played until one is not conformed to; that one is shrunk.

    Chase (scenario, integration, lane, how many, chance) --draw, play, judge--> Chased (what was caught, if anything)

In the fast lane its answer follows from the chase alone, so that chases are spread over processes; only time, where it
is bounded, may cut one short.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import zip_longest
from pathlib import Path
from random import Random
from time import perf_counter

import hypothesis
import msgspec
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import NoSuchExample, Unsatisfiable
from lotproof.harness.judge import judge
from lotproof.harness.model.errors import InputError, LotproofError
from lotproof.harness.model.facts import Fact, encode
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.verdicts import Verdicts
from lotproof.harness.plan import make_plan
from lotproof.harness.plan.rehearsal import Rehearsal
from lotproof.harness.plant.acts import Course
from lotproof.harness.record.segment import read
from lotproof.harness.record.truth import read as read_truth
from lotproof.harness.suite.matrix import told
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.players import FastPlayer, Player, player, scratch
from lotproof.harness.suite.schedules import Ground, Schedule, ground_of, planned, schedules

REFERENCE = "reference"
WRONG = ("fail", "unsure", "error")
RIG = "rig"
"""What falls when our own rig breaks under a schedule: a row like any other, so that it is shrunk too."""

ENDED = "ended"
"""What falls when the integration is gone though nobody stopped it."""

TRUTH = "truth"
"""What falls when everything is passed, and yet the truth is not that of a course in which all goes well."""

NO_ROWS = (RIG, ENDED, TRUTH)


class Chase(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is chased.

    `integrations` are `lotproof.toml` files, none means the reference, or its `variant`. `rows` are the requirements
    that count, none means all. `examples` schedules are drawn with `chance`; nothing new is played once `until`
    (seconds since the epoch) has passed, 0 for never.
    """

    scenario: str
    integrations: tuple[str, ...] = ()
    variant: str = ""
    lane: str = "fast"
    size: str = "sketch"
    rows: tuple[str, ...] = ()
    examples: int = 100
    chance: int = 0
    until: float = 0.0

    @property
    def options(self) -> Options:
        return Options(
            integrations=tuple(Path(file) for file in self.integrations),
            scenarios=(self.scenario,),
            variant=self.variant,
            lane=self.lane,
            size=self.size,
            report=False,
        )


class Caught(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest schedule that is not conformed to, what falls under it with the judge's words, and the first one."""

    schedule: Schedule
    rows: dict[str, str]
    first: Schedule


class Chased(msgspec.Struct, frozen=True, kw_only=True):
    """How many different schedules were played, how long one core took, and what was caught."""

    chase: Chase
    played: int
    spent_s: float
    caught: Caught | None = None


def chase(asked: Chase) -> Chased:
    """
    Draw and play until something falls, and shrink it; or until there is no more to draw.

    Raises:
        InputError: if the scenario, the integration or the variant is not there.
    """
    before = perf_counter()
    ground = ground_for(asked.scenario, asked.size)
    with player(asked.options) as one, no_folder_left():
        court = Court(asked, one)
        smallest = find(asked, ground, court.falls)
        smallest = smallest and min(
            (fewest(one, court.falls) for one in (smallest, court.first or smallest)), key=lambda one: len(one.strikes)
        )
    caught = court.caught(smallest) if smallest else None
    return Chased(chase=asked, played=len(court.seen), spent_s=round(perf_counter() - before, 3), caught=caught)


def find(asked: Chase, ground: Ground, falls: Callable[[Schedule], bool]) -> Schedule | None:
    """The smallest schedule that Hypothesis finds for which it falls."""
    wanted = hypothesis.settings(
        max_examples=asked.examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    try:
        return hypothesis.find(schedules(ground), falls, settings=wanted, random=Random(asked.chance))
    except (NoSuchExample, Unsatisfiable):
        return None


def fewest(schedule: Schedule, falls: Callable[[Schedule], bool]) -> Schedule:
    """
    The same without each strike that is not needed.

    Hypothesis gives up shrinking after some minutes, and on a busy machine it may not have come to that.
    """
    for one in schedule.strikes:
        less = tuple(other for other in schedule.strikes if other is not one)
        smaller = msgspec.structs.replace(schedule, strikes=less)
        if falls(smaller):
            return fewest(smaller, falls)
    return schedule


class Court:
    """Plays schedules and remembers what fell under each, so that nothing is played twice and nothing wavers."""

    def __init__(self, asked: Chase, one: Player) -> None:
        self.asked, self._player = asked, one
        self.seen: dict[bytes, Mapping[str, str]] = {}
        self.first: Schedule | None = None

    def falls(self, schedule: Schedule) -> bool:
        """
        Whether something falls under it. Once something has, only what falls there too counts: a shrunk schedule
        shows the same thing.
        """
        rows = self._rows(schedule)
        if rows and self.first is None:
            self.first = schedule
        return bool(rows) and bool(rows.keys() & self.seen[(self.first or schedule).key].keys())

    def caught(self, schedule: Schedule) -> Caught:
        return Caught(schedule=schedule, rows=dict(self.seen[schedule.key]), first=self.first or schedule)

    def _rows(self, schedule: Schedule) -> Mapping[str, str]:
        if schedule.key in self.seen:
            return self.seen[schedule.key]
        if self.asked.until and time.time() > self.asked.until:
            return {}
        plan = planned(course(self.asked.scenario, schedule.seed, self.asked.size), schedule)
        self.seen[schedule.key] = fallen(plan, self._player, self.asked.rows)
        return self.seen[schedule.key]


def fallen(plan: Plan, one: Player, rows: tuple[str, ...] = ()) -> dict[str, str]:
    """
    What falls when this is played, with the judge's first sentence; empty when it is conformed to.

    Raises:
        InputError: if what the user gave cannot be played at all.
    """
    try:
        with scratch() as runs:
            ended = one.play(plan, runs)
            wrong = wrong_rows(judge(ended.folder, only=rows))
            wrong |= {} if wrong or rows or ended.how != "played" else untrue(plan, ended.folder.truth_file)
    except InputError:
        raise
    except LotproofError as broken:
        return {RIG: str(broken)}
    return wrong | ({ENDED: ended.detail} if ended.how != "played" and not rows else {})


def untrue(plan: Plan, truth: Path) -> dict[str, str]:
    """
    Where the truth of a run leaves the truth of its course when all goes well; empty where it does not.

    An integration that passes everything meets every point of patience, and then truth follows from the course alone.
    """
    lines = truth.read_bytes().splitlines()
    wanted = [encode(fact) for fact in smooth(plan)]
    at = next((place for place, (one, two) in enumerate(zip_longest(lines, wanted)) if one != two), None)
    return {} if at is None else {TRUTH: f"line {at + 1} of the truth is not what it is when all goes well"}


def smooth(plan: Plan) -> list[Fact]:
    """The facts of a course when all goes well."""
    return Rehearsal(plan.enterprise, msgspec.convert(plan.course, Course), lambda point: True).facts


def wrong_rows(verdicts: Verdicts) -> dict[str, str]:
    """Rows that are neither passed nor left out, with what the judge says first."""
    return {
        one.requirement: told(one.findings[0]) if one.findings else f"{one.outcome}: {one.reason}"
        for one in verdicts.verdicts
        if one.outcome in WRONG
    }


@cache
def course(scenario: str, seed: int | None, size: str) -> Plan:
    """The plan of a scenario; the same one for every schedule of its seed."""
    return make_plan(scenario, seed=seed, size=size)


@cache
def ground_for(scenario: str, size: str) -> Ground:
    """What there is to strike: learnt from one calm run of the reference."""
    calm = msgspec.structs.replace(course(scenario, None, size), trouble=())
    with scratch() as runs:
        folder = FastPlayer(Options(lane="fast", report=False)).play(calm, runs).folder
        return ground_of(read_truth(folder.truth_file), read(folder.segment("systems")), REFERENCE)


@contextmanager
def no_folder_left() -> Iterator[None]:
    """Hypothesis keeps what it learns about itself in a folder; none of it is left in the user's."""
    from hypothesis.configuration import set_hypothesis_home_dir

    with tempfile.TemporaryDirectory(prefix="lotproof-hypothesis-") as home:
        set_hypothesis_home_dir(home)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
