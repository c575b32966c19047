"""
The kill matrix: requirement x variant, what it shows, and what it has to show.

    golden (must, may) + cells --breaches--> []      the judge is to be trusted
                                        `--> [...]   which variant, which row, and the finding

A row that a variant is made for *must* fall, one that falls with it *may*; everything else stands, and for the
reference all does.
"""

from collections.abc import Iterable, Mapping

import msgspec
from lotproof.harness.model.requirements import Requirement
from lotproof.harness.model.verdicts import Finding, Outcome, Verdicts, roll_up

VERSION = 1
REFERENCE = "reference"

STANDS = "falls, and is in neither must nor may"
FALLS = "has to fall and does not"
UNTOLD = "cannot be told from the record"
NOBODY = "is judged, and no variant breaks it"
UNKNOWN = "is in the golden set and is not judged"
UNEXERCISED = "is meant to be exercised and was not"
DIED = "ended by itself"


class Golden(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What a variant is made to break (`must`), and what falls with it (`may`); `lane` is where that shows, `scenarios`
    are those in which it is tried (none: all).
    """

    name: str
    title: str = ""
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    lane: str = "fast"
    scenarios: tuple[str, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One variant's line of the matrix.

    `cells` are outcomes by requirement; `findings` the first sentence for each that falls; `ended` says why it did not
    live to the end; `needs` are rows that its scenarios mean to exercise.
    """

    golden: Golden
    cells: dict[str, Outcome] = {}
    findings: dict[str, str] = {}
    needs: tuple[str, ...] = ()
    ended: str = ""

    @property
    def name(self) -> str:
        return self.golden.name

    def falls(self) -> tuple[str, ...]:
        return tuple(row for row, cell in self.cells.items() if cell == "fail")


class Breach(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something in the matrix that is not as it has to be; `finding` is what the judge said, if anything."""

    variant: str
    requirement: str
    what: str
    finding: str = ""

    def __str__(self) -> str:
        who = " ".join(word for word in (self.variant, self.requirement) if word)
        return ": ".join(filter(None, (who, self.what))) + (f"\n    {self.finding}" if self.finding else "")


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement and the variants that break it: those made for it, and those that it falls with."""

    id: str
    level: str
    sentence: str
    broken_by: tuple[str, ...]
    falls_with: tuple[str, ...]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as the published matrix shows it: its outcomes in short."""

    name: str
    title: str
    lane: str
    must: tuple[str, ...]
    may: tuple[str, ...]
    fails: tuple[str, ...]
    skips: tuple[str, ...]


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """The whole, as it is saved and published: the same bytes each time the same variants meet the same judge."""

    v: int
    revision: str
    scenarios: tuple[str, ...]
    requirements: tuple[Proved, ...]
    variants: tuple[Column, ...]
    reference: dict[str, Outcome]
    breaches: tuple[Breach, ...]


# -- one line ----------------------------------------------------------------------------------------------------------


def merged(golden: Golden, several: Iterable[Line]) -> Line:
    """One line of the lines of several runs."""
    cells: dict[str, Outcome] = {}
    findings: dict[str, str] = {}
    needs: dict[str, None] = {}
    ended = ""
    for line in several:
        for row, cell in line.cells.items():
            cells[row] = roll_up((cells.get(row, cell), cell))
        findings = line.findings | findings
        needs |= dict.fromkeys(line.needs)
        ended = ended or line.ended
    return Line(golden=golden, cells=cells, findings=findings, needs=tuple(needs), ended=ended)


def line_of(golden: Golden, verdicts: Verdicts, *, needs: Iterable[str] = (), ended: str = "") -> Line:
    """The line of one judged run."""
    there = verdicts.verdicts
    return Line(
        golden=golden,
        cells={verdict.requirement: verdict.outcome for verdict in there},
        findings={v.requirement: told(v.findings[0]) for v in there if v.findings},
        needs=tuple(needs),
        ended=ended,
    )


def told(finding: Finding) -> str:
    """A finding on one line."""
    return f"[{finding.check}] {finding.sentence} (expected {finding.expected}, observed {finding.observed})"


def breaches_of(line: Line, judged: Iterable[str]) -> list[Breach]:
    """What is wrong with one line. The reference has no golden set: nothing of it may fall."""
    rows = tuple(judged)
    found = [_breach(line, "", DIED, line.ended)] if line.ended else []
    for row in rows:
        wrong = _wrong(line, row)
        found += [_breach(line, row, wrong, line.findings.get(row, ""))] if wrong else []
    return found


def _wrong(line: Line, row: str) -> str:
    cell, golden = line.cells.get(row, "omit"), line.golden
    if cell in ("unsure", "error"):
        return UNTOLD
    if row in golden.must:
        return "" if cell == "fail" else f"{FALLS} ({cell})"
    if cell == "fail":
        return "" if row in golden.may else STANDS
    return UNEXERCISED if row in line.needs and cell in ("skip", "omit") and golden.name == REFERENCE else ""


def _breach(line: Line, row: str, what: str, finding: str) -> Breach:
    return Breach(variant=line.name, requirement=row, what=what, finding=finding)


# -- the whole ---------------------------------------------------------------------------------------------------------


def unproved(goldens: Iterable[Golden], judged: Iterable[str]) -> list[Breach]:
    """Judged requirements that no variant is made to break, and golden rows that nobody judges."""
    there, rows = tuple(goldens), tuple(judged)
    made_for = {row for golden in there for row in golden.must}
    alone = [Breach(variant="", requirement=row, what=NOBODY) for row in rows if row not in made_for]
    stray = [
        Breach(variant=golden.name, requirement=row, what=UNKNOWN)
        for golden in there
        for row in (*golden.must, *golden.may)
        if row not in rows
    ]
    return alone + stray


def matrix_of(
    lines: Iterable[Line],
    table: Mapping[str, Requirement],
    *,
    revision: str,
    scenarios: tuple[str, ...],
    breaches: Iterable[Breach] = (),
) -> Matrix:
    """The matrix of all lines; the reference's is among them."""
    ordered = sorted(lines, key=lambda line: line.name)
    variants = [line for line in ordered if line.name != REFERENCE]
    reference = next((line for line in ordered if line.name == REFERENCE), None)
    return Matrix(
        v=VERSION,
        revision=revision,
        scenarios=scenarios,
        requirements=tuple(_proved(row, variants) for row in table.values()),
        variants=tuple(_column(line) for line in variants),
        reference={row: cell for row, cell in reference.cells.items() if row in table} if reference else {},
        breaches=tuple(breaches),
    )


def _proved(row: Requirement, variants: list[Line]) -> Proved:
    falls = [line for line in variants if line.cells.get(row.id) == "fail"]
    return Proved(
        id=row.id,
        level=row.level,
        sentence=row.sentence,
        broken_by=tuple(line.name for line in falls if row.id in line.golden.must),
        falls_with=tuple(line.name for line in falls if row.id not in line.golden.must),
    )


def _column(line: Line) -> Column:
    return Column(
        name=line.name,
        title=line.golden.title,
        lane=line.golden.lane,
        must=line.golden.must,
        may=line.golden.may,
        fails=tuple(sorted(line.falls())),
        skips=tuple(sorted(row for row, cell in line.cells.items() if cell == "skip")),
    )
