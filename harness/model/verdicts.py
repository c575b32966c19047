"""
Verdicts: what the judge says, and what the exit code says.

`pass` inside what must and may be; `fail` outside; `unsure` only where the record cannot tell; `skip` where nothing was
looked at; `omit` where depth, wire, clock or lane take the row out of the scope; `error` where our rig broke.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

Outcome = Literal["pass", "fail", "unsure", "skip", "omit", "error"]

ORDER: tuple[Outcome, ...] = ("error", "fail", "unsure", "skip", "pass", "omit")
"""Worst first: what several integrations make of one requirement is the first of these that occurs."""

OVER_RUNS: tuple[Outcome, ...] = ("error", "fail", "unsure", "pass", "skip", "omit")
"""The same over runs of one integration: seen once to hold is seen, and never to have been looked at is not."""

NOT_EXERCISED = "not exercised"
"""The reason of a `skip` that another seed may do away with."""


class Moment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a timeline: when (microseconds of wall time from the run's start), where, what, which entry."""

    at_us: int
    where: str
    text: str
    entry: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One piece of evidence against the integration, as data.

    `subject` is what it is about, in the plant's words; `expected` and `observed` are short; `timeline` is the
    shortest story that tells how it came to be; `entries` are ledger ids to look up with `lotproof explain`.
    """

    requirement: str
    check: str
    subject: str
    system: str
    expected: str
    observed: str
    sentence: str
    flow: str = ""
    timeline: tuple[Moment, ...] = ()
    entries: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The judgement on one requirement: how often it was exercised, what was found, and why, in a few words.

    `sentence` is the requirement as it was when it was judged, and `learn` where its rule can be learnt, so that a
    report needs no catalogue beside it.
    """

    requirement: str
    level: Literal["M", "S"]
    outcome: Outcome
    sentence: str = ""
    learn: str = ""
    exercised: int = 0
    reason: str = ""
    findings: tuple[Finding, ...] = ()


class Scope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a verdict is about: requirement set x claimed flows x depth x scenarios."""

    requirements: str
    claims: tuple[str, ...]
    depth: int
    scenarios: tuple[str, ...]
    lane: str
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    omitted: dict[str, str] = {}


class Verdicts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The content of `verdicts.json`: canonical, the same bytes each time the same run is judged.

    `against` are findings against the integration as a whole, that belong to no one row: it ended by itself, it wrote
    what it does not claim.
    """

    v: int
    run: str
    scenario: str
    seed: int
    integration: str
    scope: Scope
    conclusion: Literal["conforms", "does not conform", "not proven", "rig error"]
    exit_code: int
    counts: dict[str, int]
    verdicts: tuple[Verdict, ...]
    against: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    digests: dict[str, str] = {}
    strikes: dict[str, int] = {}
    settled: str = ""


def roll_up(outcomes: Iterable[Outcome], order: tuple[Outcome, ...] = OVER_RUNS) -> Outcome:
    """The outcome of several: the first in the order that occurs; of none, `skip`."""
    there = set(outcomes)
    return next((outcome for outcome in order if outcome in there), "skip")


def exit_code(verdicts: tuple[Verdict, ...] | list[Verdict]) -> int:
    """0 conforms, 1 findings, 3 our rig, 4 not proven; S rows never change it (3 before 1 before 4)."""
    musts = {v.outcome for v in verdicts if v.level == "M"}
    if "error" in musts:
        return 3
    if "fail" in musts:
        return 1
    return 4 if musts & {"skip", "unsure"} else 0


CONCLUSIONS = {0: "conforms", 1: "does not conform", 3: "rig error", 4: "not proven"}
