"""
One conclusion over several runs: a requirement is as it was seen in any of them.

    Verdicts (a run each) --roll--> Rolled (an integration each) --common--> counts of all

Failed anywhere is failed; not exercised in one run and held in another is passed; what no run exercised is no pass.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from lotproof.harness.model.verdicts import (
    CONCLUSIONS,
    NOT_EXERCISED,
    ORDER,
    Finding,
    Outcome,
    Scope,
    Verdict,
    Verdicts,
    exit_code,
    roll_up,
)

WORST_FIRST = (3, 2, 1, 4, 0)
NOT_PROVEN = 4


class Rolled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    What all runs together say of one integration, or of several as one.

    `runs` are the runs that it rests on, as they were played. A verdict's `exercised` is the sum, and its findings are
    those of all runs.
    """

    integration: str
    runs: tuple[str, ...]
    scope: Scope
    conclusion: str
    exit_code: int
    counts: dict[str, int]
    verdicts: tuple[Verdict, ...]
    against: tuple[Finding, ...] = ()


def rolled(judged: Iterable[Verdicts], codes: Iterable[int] = ()) -> tuple[Rolled, ...]:
    """
    One for each integration, in the order in which they come.

    Args:
        judged: the verdicts of every run.
        codes: each run's exit code, where one of them ended before its time: then these count, and not the rows.
    """
    by_name: dict[str, list[Verdicts]] = {}
    for one in judged:
        by_name.setdefault(one.integration, []).append(one)
    standing = tuple(codes)
    return tuple(_rolled(name, runs, standing) for name, runs in by_name.items())


def common(several: Iterable[Rolled]) -> dict[str, int]:
    """How many rows are how, over all integrations: each is as bad as the worst of them has it."""
    cells: dict[str, list[Outcome]] = {}
    for one in several:
        for verdict in one.verdicts:
            cells.setdefault(verdict.requirement, []).append(verdict.outcome)
    return _counted(roll_up(outcomes, ORDER) for outcomes in cells.values())


def unexercised(several: Iterable[Rolled]) -> frozenset[str]:
    """The M rows that another seed may still exercise."""
    rows = (verdict for one in several for verdict in one.verdicts)
    return frozenset(v.requirement for v in rows if v.level == "M" and unseen(v))


def unseen(verdict: Verdict) -> bool:
    """Whether the run had no occasion for it, though it was meant to."""
    return verdict.outcome == "skip" and verdict.reason == NOT_EXERCISED


def worst(codes: Iterable[int]) -> int:
    """The first of 3, 2, 1, 4, 0 that occurs; of none, not proven."""
    there = set(codes)
    return next((code for code in WORST_FIRST if code in there), NOT_PROVEN)


def _rolled(name: str, runs: Sequence[Verdicts], standing: tuple[int, ...]) -> Rolled:
    rows: dict[str, list[Verdict]] = {}
    for run in runs:
        for verdict in run.verdicts:
            rows.setdefault(verdict.requirement, []).append(verdict)
    verdicts = tuple(_row(rows[id]) for id in sorted(rows))
    against = tuple(finding for run in runs for finding in run.against)
    code = worst(standing or (exit_code(verdicts), *_beyond(runs, against)))
    return Rolled(
        integration=name,
        runs=tuple(run.run for run in runs),
        scope=_scope(runs, verdicts),
        conclusion=CONCLUSIONS[code],
        exit_code=code,
        counts=_counted(verdict.outcome for verdict in verdicts),
        verdicts=verdicts,
        against=against,
    )


def _beyond(runs: Sequence[Verdicts], against: Sequence[Finding]) -> list[int]:
    """What no row says: our rig broke, or something is held against the integration as a whole."""
    return [3 for run in runs if run.exit_code == 3] + [1 for _ in against[:1]]


def _row(several: Sequence[Verdict]) -> Verdict:
    outcome = roll_up(verdict.outcome for verdict in several)
    first = next(verdict for verdict in several if verdict.outcome == outcome)
    return msgspec.structs.replace(
        first,
        exercised=sum(verdict.exercised for verdict in several),
        findings=tuple(finding for verdict in several for finding in verdict.findings),
    )


def _scope(runs: Sequence[Verdicts], verdicts: Sequence[Verdict]) -> Scope:
    """Everything that any run had in its scope is in."""
    there = {verdict.requirement for verdict in verdicts}
    beyond = dict.fromkeys(row for run in runs for row in run.scope.outside if row not in there)
    return msgspec.structs.replace(
        runs[0].scope,
        scenarios=tuple(dict.fromkeys(name for run in runs for name in run.scope.scenarios)),
        inside=tuple(v.requirement for v in verdicts if v.outcome != "omit"),
        outside=tuple(beyond),
        omitted={v.requirement: v.reason for v in verdicts if v.outcome == "omit"},
    )


def _counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    counts = Counter(outcomes)
    return {outcome: counts[outcome] for outcome in ORDER if counts[outcome]}
