"""
Blunted checks: each check in turn is silenced, and turned round, and the matrix judged again from its evidence.

    silenced: finds nothing more        --> some variant gets through on a row that it is made for
    inverted: passes what it would fail --> the reference falls on a row that it passed, or a variant gets through

A check of which nobody notices that it is gone looks at nothing: it is dead. So is a clause of a check that no variant
makes speak.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec
from lotproof.harness.judge import judge
from lotproof.harness.judge.checks import checks
from lotproof.harness.judge.checks.registry import CHECKS, Check, Row
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.suite.clauses import Clause, clauses, listening
from lotproof.harness.suite.matrix import REFERENCE, Breach, Golden, Line, breaches_of, line_of, merged

How = Literal["silenced", "inverted"]
HOWS: tuple[How, ...] = ("silenced", "inverted")

DEAD = {
    "silenced": "is silenced, and every variant that it should catch is still caught: the check is dead",
    "inverted": "is turned round, and nobody notices: the check is dead",
}

MUTE = "no variant makes this clause speak"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence of one variant, to be judged again."""

    golden: Golden
    folders: tuple[str, ...]


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """Which blunted checks this variant gives away, as `(how, requirement)`, and which clauses it makes speak."""

    variant: str
    blunted: tuple[tuple[How, str], ...]
    spoke: tuple[Clause, ...] = ()


def silenced(check: Check) -> Check:
    """It looks as before, and keeps what it finds to itself."""

    def silent(row: Row) -> None:
        check(row)
        row.findings.clear()

    return silent


def inverted(check: Check) -> Check:
    """It finds something where it found nothing, and nothing where it found something."""

    def opposite(row: Row) -> None:
        check(row)
        if row.findings:
            row.findings.clear()
        elif row.exercised:
            row.find("the check itself", "it was turned round")

    return opposite


BLUNT: dict[How, Callable[[Check], Check]] = {"silenced": silenced, "inverted": inverted}


@contextmanager
def blunted(requirement: str, how: How) -> Iterator[None]:
    """While it is entered, that check is not what it was."""
    there = checks()
    whole = there[requirement]
    dull = BLUNT[how](whole)
    CHECKS[requirement] = there[requirement] = dull
    try:
        yield
    finally:
        CHECKS[requirement] = there[requirement] = whole


def rejudged(case: Case, row: str, how: How) -> Line:
    """The line of a variant under a judge with one blunted check, on that row."""
    with blunted(row, how):
        lines = [_line(case.golden, folder, row) for folder in case.folders]
    return merged(case.golden, lines)


def _line(golden: Golden, folder: str, row: str) -> Line:
    return line_of(golden, judge(RunFolder.open(Path(folder)), only=(row,)))


def notice(case: Case) -> Noticed:
    """Blunt each check that this variant must fail, or the reference pass, and see whether the matrix breaks."""
    rows = tuple(checks()) if case.golden.name == REFERENCE else case.golden.must
    seen = [(how, row) for row in rows for how in HOWS if breaches_of(rejudged(case, row, how), (row,))]
    with listening() as spoke:
        for folder in case.folders:
            judge(RunFolder.open(Path(folder)))
    return Noticed(variant=case.golden.name, blunted=tuple(seen), spoke=tuple(spoke))


def dead(noticed: Sequence[Noticed], rows: Sequence[str]) -> list[Breach]:
    """The checks that nobody misses."""
    alive = {one for each in noticed for one in each.blunted}
    gone = ((how, row) for row in rows for how in HOWS if (how, row) not in alive)
    return [Breach(variant="", requirement=row, what=DEAD[how]) for how, row in gone]


def mute(noticed: Sequence[Noticed]) -> list[Breach]:
    """The clauses that no variant makes speak."""
    heard = {clause for each in noticed for clause in each.spoke}
    return [Breach(variant="", requirement="", what=f"{one}: {MUTE}") for one in clauses() if one not in heard]
