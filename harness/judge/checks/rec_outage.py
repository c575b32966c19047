"""REC-06: a recall while a system is away. What is unknown is said to be unknown; afterwards the answer is whole."""

from collections.abc import Iterable, Iterator
from copy import copy

import msgspec
from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.rec import named
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import SECOND_NS, At
from lotproof.harness.judge.recall import SUPPLIER, Reach, Recall, answers_to, reached, recalls
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.genealogy import Graph

KINDS = ("item", "order", "shipment", "customer")
FLOWS = ("receipt", "material_issue", "operation_completion", "movement", "shipment")
"""What a recall's reach follows from: whatever is older than the longest of their deadlines is to be known."""


@judges("REC-06")
def what_is_unknown_is_said_to_be_unknown(row: Row) -> None:
    """
    Judges the answers from each recalled supplier's lot that were given while a system was away: one that leaves out
    what it would have had to know without the outage says so (`complete` is false, or `unknown` bears something). And
    the answer after recovery: it leaves out nothing, and says that it is whole.

    Exercised: each answer within an outage, as soon as there was something to know; the answer after it. Not answering
    with status 503 says that it is unknown, too. Passes: one that hears by webhook and is whole in spite of the outage;
    one that polls, misses what it could not read, and says of which system it has not heard since when; one that is
    whole and says nevertheless that it cannot be sure.
    """
    for recall in recalls(row.case):
        told = list(_while_away(row, recall))
        for observed, at in told:
            _in_the_dark(row, recall, observed, at)
        if told:
            _recovered(row, recall)


def _while_away(row: Row, recall: Recall) -> Iterator[tuple[Observed, At]]:
    """The answers that were asked for and given within one outage."""
    evidence = row.case.evidence
    blows = [blow for blow in evidence.blows.values() if blow.fault == "http_outage"]
    whose = {"system": SUPPLIER, "scope": recall.supplier, "id": recall.supplier_lot}
    for observed, at in evidence.observed:
        ours = observed.what == "outage_trace" and observed.source == evidence.client
        within = any(b.start.mono_ns <= _asked_ns(observed, at) and at.mono_ns <= b.end_ns for b in blows)
        if ours and within and whose.items() <= observed.question.items():
            yield observed, at


def _asked_ns(observed: Observed, at: At) -> int:
    return at.mono_ns - round(observed.took_s * SECOND_NS)


def _in_the_dark(row: Row, recall: Recall, observed: Observed, at: At) -> None:
    """One answer, against what was so old by then that only the outage could keep it from being known."""
    known = _as_known(row.case, _asked_ns(observed, at))
    lots = recall.lots & set(known.lineage.received)
    if not lots or observed.status == 503:
        return
    row.saw()
    if observed.problem:
        _wrong(row, recall, at, "asked while a system is away, could not be answered", ("an answer", observed.problem))
        return
    answer = TraceAnswer(row.case, observed.question, msgspec.convert(observed.answer, Graph), at)
    lacking = _lacking(reached(known, lots, timely=True), [answer])
    if lacking and _claims_all(answer):
        said = f"asked while a system is away, is said to be complete, and does not name {lacking}"
        _wrong(row, recall, at, said, ("complete: false, or what is unknown", "complete"))


def _as_known(case: Case, asked_ns: int) -> Case:
    """The same case with the facts only that had had their time when it was asked, outage or not."""
    deadlines = case.dues.deadlines
    time_s = max(deadlines.seconds(flow) for flow in FLOWS) + deadlines.grace_s
    before_ns = asked_ns - round(time_s * SECOND_NS)
    known = copy(case)
    facts = [fact for fact in case.evidence.facts if case.left.get(fact.id, asked_ns) <= before_ns]
    known.evidence = msgspec.structs.replace(case.evidence, facts=facts)
    known.__dict__.pop("lineage", None)
    return known


def _recovered(row: Row, recall: Recall) -> None:
    """When all is back: nothing is left out, and nothing is said to be unknown any more where nothing stands open."""
    answers = answers_to(row.case, recall)
    if not answers:
        return
    row.saw()
    lacking = _lacking(reached(row.case, recall.lots, timely=True), answers)
    if lacking:
        _wrong(row, recall, answers[0].at, f"does not name {lacking} after the outage", ("all of it", "not named"))
    at_rest = all(settle.why == "complete" for settle in row.case.evidence.settles)
    at_rest &= all(raised.closed_ns is not None for raised in row.case.queue.raised)
    if at_rest and not all(map(_claims_all, answers)):
        unknown = ", ".join(one for answer in answers for one in answer.graph.unknown)
        said = "is not said to be complete though all systems are back"
        _wrong(row, recall, answers[0].at, said, ("complete", unknown or "complete: false"))


def _lacking(truth: Reach, answers: Iterable[TraceAnswer]) -> str:
    """What no answer names, in words."""
    there: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for answer in answers:
        there["item"] |= answer.named
        for kind in KINDS[1:]:
            there[kind] |= answer.documents(set(answer.steps), kind)
    lost = {kind: truth.of(kind) - there[kind] for kind in KINDS}
    return ", ".join(named(kind, keys) for kind, keys in lost.items() if keys)


def _claims_all(answer: TraceAnswer) -> bool:
    return answer.graph.complete and not answer.graph.unknown


def _wrong(row: Row, recall: Recall, at: At, said: str, sides: tuple[str, str]) -> None:
    expected, observed = sides
    row.find(
        recall.name,
        f"The recall of {recall.name} {said}.",
        expected=expected,
        observed=observed[:200],
        facts=recall.holds[:1],
        moments=[row.teller.at(at, "trace", f"asked forward from {recall.name}")],
        flow="recall",
    )
