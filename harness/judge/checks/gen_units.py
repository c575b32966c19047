"""GEN-20: asked as of an earlier moment, the answer is what was true then, as it is known today."""

from datetime import datetime
from decimal import Decimal
from functools import cache

from lotproof.harness.judge.answers import TraceAnswer, traced
from lotproof.harness.judge.checks.gen import DOCUMENTS, asked, called, differ, listed, open_lots, reached, truth_of
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.holding import moment_of
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.model import items


@judges("GEN-20")
def as_of_is_what_was_true_then(row: Row) -> None:
    """
    Judges each answer to a question as of an earlier moment against the facts up to then, later corrections of them
    counted: what is reached, what a handling unit held, and that nothing is told which happened later.

    Exercised: each such answer about something that there was by then. Passes: one that keeps valid time and leaves out
    later edges; one that is replayed from a log of events up to the moment.
    """
    then = cache(lambda as_of: _lineage(row, as_of))
    for answer in row.case.past_answers:
        lineage = then(answer.question["as_of"])
        _later(row, answer)
        if answer.direction == "backward":
            _went_in(row, answer, lineage)
        else:
            _went_on(row, answer, lineage)
        if answer.kind == "unit" and answer.direction == "backward":
            _held(row, answer, lineage)
    for observed, at in traced(row.case, past=True):
        if observed.problem:
            row.saw()
            about = f"{observed.question.get('kind', '')} {observed.question.get('id', '')}"
            sentence = f"The trace from {about} as of {observed.question['as_of']} has no answer: {observed.problem}"
            moments = [row.teller.at(at, "trace", f"asked from {about}")]
            row.find(about, sentence, expected="a graph as in contract.md", observed="none", moments=moments)


def _lineage(row: Row, as_of: str) -> Lineage:
    """What had happened by a moment. What was taken back later had not, as is known today."""
    evidence = row.case.evidence
    until_us = (moment_of(as_of) - datetime.fromisoformat(evidence.run.epoch).timestamp()) * 1e6
    facts = [fact for fact in evidence.facts if fact.at_us <= until_us or fact.kind == "reversed"]
    return Lineage(facts, row.case.terms.tanks)


def _later(row: Row, answer: TraceAnswer) -> None:
    """Edges of what happened after the moment."""
    at = moment_of(answer.question["as_of"])
    late = {answer.item(edge) for edge in answer.graph.edges if moment_of(edge.event_time) > at}
    if late:
        sentence = f"{asked(row, answer)} tells of {listed(late)} what happened later."
        differ(row, answer, sentence, late, expected="nothing later", observed=f"{len(late)} items with later edges")


def _went_in(row: Row, answer: TraceAnswer, lineage: Lineage) -> None:
    excused = open_lots(row)
    wanted = truth_of(row, answer, timely=True, lineage=lineage) - excused
    right = truth_of(row, answer, timely=False, lineage=lineage) | {answer.start} | excused
    row.saw(bool(wanted))
    _compare(row, answer, wanted - answer.backward(), "does not name {}, which had gone in by then")
    wrong = {key for key in answer.backward() - right if not key.startswith("unit:")}
    _compare(row, answer, wrong, "names {}, which had not gone in by then")


def _went_on(row: Row, answer: TraceAnswer, lineage: Lineage) -> None:
    if answer.start in open_lots(row):
        return
    wanted = reached(lineage, answer.start, timely=True)
    right = reached(lineage, answer.start, timely=False)
    found, steps = answer.forward()
    row.saw(bool(wanted["item"]))
    _compare(row, answer, wanted["item"] - found, "does not name {}, which it had reached by then")
    _compare(row, answer, found - right["item"], "leads to {}, which it had not reached by then")
    for kind in DOCUMENTS:
        told = answer.documents(steps, kind)
        _compare(row, answer, wanted[kind] - told, f"does not name {kind} {{}}, which it had reached by then")
        more = told - right[kind] if kind != "order" else set[str]()
        _compare(row, answer, more - _returned(row, kind), f"names {kind} {{}}, which it had not reached by then")


def _returned(row: Row, kind: str) -> set[str]:
    """Customers and shipments of returns, which a step may name too."""
    return {fact.words.get(kind, "") for fact in row.case.evidence.facts if fact.kind == "returned"}


def _held(row: Row, answer: TraceAnswer, lineage: Lineage) -> None:
    """The amounts that the unit held."""
    told = {item: total for (side, item, unit), (total, _, _) in answer.sums().items() if unit == answer.start}
    truth = {item: quantity for item, quantity in lineage.contents[answer.start].items() if quantity}
    for item in sorted(set(told) | set(truth)):
        row.saw()
        right, there = truth.get(item, Decimal(0)), told.get(item, Decimal(0))
        if abs(right - there) > row.case.terms.half(items.parse(item).scope):
            sentence = f"{asked(row, answer)} says that it held {there:f} of {called(item)}; it was {right:f}."
            differ(row, answer, sentence, [item], expected=f"{right:f}", observed=f"{there:f}")


def _compare(row: Row, answer: TraceAnswer, keys: set[str], what: str) -> None:
    """A finding, where there is anything that should not be (or is not, and should)."""
    if keys:
        sentence = f"{asked(row, answer)} {what.format(listed(keys))}."
        differ(row, answer, sentence, keys, expected="what was true then", observed=listed(keys))
