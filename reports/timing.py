"""Where a run's time went, and how fast effects arrived: both from the record alone."""

from statistics import median

import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.flows import FLOWS, flow_of
from lotproof.reports.evidence import Evidence, Identity


class Spent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stretch of the run: seconds of wall time, and what they were for."""

    what: str
    spent_s: float
    why: str = ""


class Arrival(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    How long effects of one flow took from the moment their fact left the plant or the owning system.

    `deadline_s` is the enterprise's base, without what the integration's rhythm needs and without standing time.
    """

    flow: str
    effects: int
    median_s: float
    worst_s: float
    deadline_s: float = 0.0


def spent(evidence: Evidence) -> tuple[Spent, ...]:
    """The run's stretches, one after the other; together they are its whole length."""
    if not evidence.fact_ns:
        return (Spent(what="the whole run", spent_s=evidence.took_s, why="no fact was played"),)
    first, last = evidence.fact_ns[0], evidence.fact_ns[-1]
    settling = evidence.settle_ns if evidence.settle else last
    end = evidence.end_ns - evidence.start_ns
    return (
        _stretch("making ready", 0, first, "until the first fact"),
        _stretch("playing", first, last, playing(evidence)),
        _stretch("settling", last, settling, "until every effect was in or its deadline had passed, and then quiet"),
        _stretch("asking", settling, end, "trace questions, exceptions, figures, the systems' own state"),
    )


def playing(evidence: Evidence) -> str:
    """What stood in the way of playing faster."""
    return (
        f"{len(evidence.fact_ns)} facts; desk calls {evidence.desk_s:.1f} s; strikes at work {struck_s(evidence):.1f} s"
        + (f"; the rig was late by up to {evidence.lag_s:.2f} s" if evidence.lag_s else "")
    )


def struck_s(evidence: Evidence) -> float:
    """Seconds in which at least one strike was at work."""
    at_work: set[str] = set()
    since, total = 0, 0
    for struck in evidence.strikes:
        if struck.body.phase == "start":
            since = since if at_work else struck.at_ns
            at_work.add(struck.body.strike)
        elif struck.body.phase == "end" and struck.body.strike in at_work:
            at_work.discard(struck.body.strike)
            total += 0 if at_work else struck.at_ns - since
    return total / 1e9


def arrivals(evidence: Evidence) -> tuple[Arrival, ...]:
    """Per flow, the time from a fact's leaving to each effect that bears its identity as reference."""
    took: dict[str, list[float]] = {}
    for at_ns, effect in evidence.effects:
        flow, left_ns = flow_of(effect.system, effect.entity, effect.field), _left(effect, evidence)
        if flow and left_ns is not None:
            took.setdefault(flow, []).append((at_ns - left_ns) / 1e9)
    base = evidence.plan.enterprise.get("rules", {}).get("deadline_s", {})
    return tuple(
        Arrival(
            flow=flow,
            effects=len(took[flow]),
            median_s=round(median(took[flow]), 3),
            worst_s=round(max(took[flow]), 3),
            deadline_s=float(base.get(flow, FLOWS[flow].base_s)),
        )
        for flow in FLOWS
        if flow in took
    )


def _left(effect: Effect, evidence: Evidence) -> int | None:
    identity = identity_of(effect.reference)
    return evidence.sent_ns.get(identity) if identity else None


def identity_of(reference: str) -> Identity | None:
    """The source identity in a correlation id `stream#seq`, or None where it is of another make."""
    stream, found, seq = reference.partition("#")
    return (stream, int(seq)) if found and seq.isascii() and seq.isdigit() else None


def _stretch(what: str, start_ns: int, end_ns: int, why: str) -> Spent:
    return Spent(what=what, spent_s=round(max(end_ns - start_ns, 0) / 1e9, 3), why=why)
