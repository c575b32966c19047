"""
Prove: the judge on trial, by integrations that are wrong in known ways.

    goldens --> questions --one process per core, each playing lane after lane--> lines --> matrix, breaches

The reference passes all; each variant breaks what it is made for, and nothing that it is not.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import msgspec
from lotproof.harness.judge.requirements import REQUIREMENTS, REVISION
from lotproof.harness.model.errors import RigError, unknown
from lotproof.harness.model.requirements import FAMILIES, Requirement, family
from lotproof.harness.plan import scenarios as all_scenarios
from lotproof.harness.suite.blunt import Case, dead, mute, notice
from lotproof.harness.suite.matrix import (
    REFERENCE,
    Breach,
    Golden,
    Line,
    Matrix,
    breaches_of,
    matrix_of,
    merged,
    unproved,
)
from lotproof.harness.suite.trial import Question, Tried, attempt, decided, goldens

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """
    What `prove` is to look at.

    `only` are requirement ids, families or names of variants; `blunt` and `sockets` are the second and third part;
    `jobs` processes (0: one per core); `runs` a folder that keeps the evidence, else it goes with the command.
    """

    only: tuple[str, ...] = ()
    quick: bool = False
    blunt: bool = False
    sockets: bool = False
    jobs: int = 0
    runs: Path | None = None
    scenarios: tuple[str, ...] = ()


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` that are judged, `goldens` of the variants that are played, and whether that is everything."""

    rows: tuple[str, ...]
    goldens: tuple[Golden, ...]
    whole: bool


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The matrix, what each variant cost, and how long it all took."""

    matrix: Matrix
    tried: tuple[Tried, ...]
    spent_s: float

    @property
    def breaches(self) -> tuple[Breach, ...]:
        return self.matrix.breaches

    @property
    def runs(self) -> int:
        return sum(len(tried.folders) for tried in self.tried)


def judged_rows(*, sockets: bool = False) -> dict[str, Requirement]:
    """The rows of the catalogue that are judged, by id; those that only a wire can show on sockets alone."""
    return {id: row for id, row in REQUIREMENTS.items() if row.judged and (sockets or not row.wire)}


def choose(only: Sequence[str], rows: Iterable[str], known: dict[str, Golden]) -> Chosen:
    """
    What `--only` leaves: named rows with the variants made for them, named variants with all rows.

    Raises:
        InputError: if a name is neither a row, nor a family, nor a variant.
    """
    there = tuple(rows)
    if not only:
        return Chosen(rows=there, goldens=tuple(known.values()), whole=True)
    for name in only:
        if name not in known and name not in there and name not in FAMILIES and name != REFERENCE:
            raise unknown("row or variant", name, [*there, *FAMILIES, *known], which="--only")
    wanted = tuple(row for row in there if row in only or family(row) in only)
    played = [one for name, one in known.items() if name in only or set(wanted) & set(one.must)]
    return Chosen(rows=wanted or there, goldens=tuple(played), whole=False)


def prove(wanted: Wanted, tell: Callable[[Tried], None]) -> Proof:
    """
    Play and judge the reference and every variant that is wanted.

    Raises:
        InputError: if something that is wanted is not there.
        RigError: if the rig broke in a lane.
    """
    before = perf_counter()
    chosen = choose(wanted.only, judged_rows(sockets=wanted.sockets), goldens())
    played = wanted.scenarios or tuple(str(listed.name) for listed in all_scenarios())
    with evidence(wanted.runs) as runs:
        asked = _questions(wanted, chosen, played, runs)
        tried = tuple(spread(attempt, [one for one in asked if one.lane == "fast"], wanted.jobs, tell))
        tried += tuple(spread(attempt, [one for one in asked if one.lane == "sockets"], 1, tell))
        for one in tried:
            _stand(one)
        unmissed = tuple(_blunt(tried, chosen, wanted.jobs)) if wanted.blunt else ()
    lines = lines_of(tried)
    breaches = (*found(lines, chosen, quick=wanted.quick), *unmissed)
    table = {row: REQUIREMENTS[row] for row in chosen.rows}
    matrix = matrix_of(lines, table, revision=REVISION, scenarios=played, breaches=breaches)
    return Proof(matrix=matrix, tried=tried, spent_s=round(perf_counter() - before, 1))


def lines_of(tried: Iterable[Tried]) -> list[Line]:
    """One line per variant, the reference first; who was tried in both lanes has one of both."""
    by_name: dict[str, list[Line]] = {}
    for one in sorted(tried, key=lambda one: (one.line.name != REFERENCE, one.line.name)):
        by_name.setdefault(one.line.name, []).append(one.line)
    return [merged(several[0].golden, several) for several in by_name.values()]


def _blunt(tried: Iterable[Tried], chosen: Chosen, jobs: int) -> list[Breach]:
    """The checks that nobody would miss, and the clauses that nobody has heard."""
    cases = [Case(golden=one.line.golden, folders=one.folders) for one in tried]
    noticed = list(spread(notice, cases, jobs, lambda noticed: None))
    return dead(noticed, chosen.rows) + (mute(noticed) if chosen.whole else [])


def _stand(tried: Tried) -> None:
    if tried.broken:
        raise RigError("the rig broke in a lane", which=tried.line.name, got=tried.broken)


def found(lines: Iterable[Line], chosen: Chosen, *, quick: bool) -> list[Breach]:
    """All that is wrong; a quick run has looked at a variant only as far as its first `must`."""
    there = tuple(lines)
    wrong = [breach for line in there if not (quick and decided(line)) for breach in breaches_of(line, chosen.rows)]
    played = [line.golden for line in there if line.name != REFERENCE]
    return wrong + (unproved(played, chosen.rows) if chosen.whole else [])


def _questions(wanted: Wanted, chosen: Chosen, played: tuple[str, ...], runs: Path) -> list[Question]:
    """The reference in each lane that is played, and every variant in the lane where it shows."""
    lanes = ("fast", "sockets") if wanted.sockets else ("fast",)
    return [
        Question(
            golden=golden,
            scenarios=tuple(name for name in played if name in golden.scenarios) or played,
            lane=lane,
            runs=str(runs / lane / golden.name),
            rows=() if chosen.whole else chosen.rows,
            quick=wanted.quick and golden.name != REFERENCE,
        )
        for lane in lanes
        for golden in (Golden(name=REFERENCE, lane=lane), *chosen.goldens)
        if golden.lane == lane
    ]


# -- spreading ---------------------------------------------------------------------------------------------------------


def spread(
    work: Callable[[Asked], Given], questions: Sequence[Asked], jobs: int, tell: Callable[[Given], None]
) -> Iterator[Given]:
    """
    The answers, in the order in which they come; one process per core, which imports everything once.

    Raises:
        RigError: if a process dies.
    """
    many = min(jobs or os.cpu_count() or 1, len(questions))
    answers = map(work, questions) if many <= 1 else _spread(work, questions, many)
    for answer in answers:
        tell(answer)
        yield answer


def _spread(work: Callable[[Asked], Given], questions: Sequence[Asked], many: int) -> Iterator[Given]:
    with ProcessPoolExecutor(many, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            for answer in as_completed([pool.submit(work, question) for question in questions]):
                yield answer.result()
        except BrokenExecutor as gone:
            raise RigError("a process that plays lanes is gone", which="prove", got=str(gone)) from gone
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def evidence(kept: Path | None) -> Iterator[Path]:
    """Where runs are put."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="lotproof-prove-") as folder:
        yield Path(folder)
