"""ORD, when a plant's clock is turned: an hour comes twice or is left out, and no fact moves by it."""

from collections.abc import Iterator

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.ord import facts_of_documents, misdated, span, wrong_time
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.model.genealogy import Edge
from lotproof.harness.model.zones import is_turning


@judges("ORD-04")
def a_turned_clock_moves_nothing(row: Row) -> None:
    """
    Judges the event times of postings and of trace edges that stand for facts within an hour of a turn of their plant's
    clock: the source's instant, written in whatever zone.

    Exercised: each such posting and edge. Passes: one that keeps the source's text as it came; one that turns it into
    UTC by the offset that it bears.
    """
    near = set(turning(row.case))
    if not near:
        return
    documents = facts_of_documents(row.case)
    for sheet in row.case.touched(near):
        for made in sheet.made if sheet.place.path[1:] != ("lot", "status") else ():
            named = row.case.evidence.fact_of(made.effect.reference)
            about = {named} if named else documents[made.effect.posting]
            if made.effect.client == row.case.evidence.client and about & near:
                row.saw()
                misdated(row, sheet, made, documents)
    for answer in row.case.answers:
        _edges(row, answer, near)


def turning(case: Case) -> Iterator[str]:
    """Facts within an hour of a moment at which their plant's clock was turned."""
    plants = case.evidence.plan.enterprise.get("plants", {})
    for fact in case.evidence.facts:
        zone = str(plants.get(fact.plant, {}).get("timezone") or "UTC")
        if is_turning(zone, span(case, [fact.id])[0]):
            yield fact.id


def _edges(row: Row, answer: TraceAnswer, near: set[str]) -> None:
    for edge in () if answer.posted else answer.graph.edges:
        fact = row.case.evidence.fact_of(edge.source or "")
        if fact not in near or not edge.event_time:
            continue
        row.saw()
        if there := wrong_time(edge.event_time, *span(row.case, [fact])):
            _moved(row, answer, edge, fact, there)


def _moved(row: Row, answer: TraceAnswer, edge: Edge, fact: str, there: str) -> None:
    right = span(row.case, [fact])[0].isoformat()
    row.find(
        f"event time of {edge.source} in the trace",
        f"The trace {answer.direction} from {answer.name} says that {edge.source} happened at {there}; the source says "
        f"{right}.",
        expected=right,
        observed=there,
        facts=[fact],
    )
