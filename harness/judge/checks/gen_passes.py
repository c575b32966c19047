"""GEN-08: lots that go back into what they came from. Each pass is told, once, and the answer ends."""

from collections import Counter
from collections.abc import Iterator

from lotproof.harness.judge.answers import TraceAnswer, traced
from lotproof.harness.judge.checks.gen import asked, backward, called, differ, open_lots
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.lineage import Bounds
from lotproof.harness.model.genealogy import MADE_OF, MAKES

Passing = tuple[str, str, str]
"""Side, lot and order: a lot that came out of an order, or went back into one."""


@judges("GEN-08")
def a_rework_loop_keeps_both_passes_and_ends(row: Row) -> None:
    """
    Judges each answer about what holds reworked goods: every pass that a lot had made by then is told (out of its
    order, and back into it), and none again and again. An answer that is none, for what is in a loop, is a finding.

    Exercised: each such lot of which a part went in after its second pass. Passes: one step per order with net edges;
    one step per event with the order's number.
    """
    excused = open_lots(row)
    for answer in backward(row):
        until = row.case.lineage.past(answer.start, timely=True)
        for lot in sorted(until):
            wanted = set(_passes(row, lot, until)) if lot not in excused else set()
            if len({order for side, _, order in wanted if side == "out"}) > 1:
                row.saw()
                _lost(row, answer, lot, wanted)
                _again(row, answer, lot)
    _endless(row)


def _passes(row: Row, lot: str, until: Bounds) -> Iterator[Passing]:
    """The orders that a lot in a loop had come out of by then, and which of the loop's lots had gone in there."""
    lineage = row.case.lineage
    for step in lineage.passes(lot):
        given = [at for at in step.given[lot] if at <= until[lot]]
        if given:
            yield "out", lot, step.order
        for item in lineage.live(step) if given else ():
            if lineage.passes(item) and min(step.uses(item)) <= max(given):
                yield "in", item, step.order


def _lost(row: Row, answer: TraceAnswer, lot: str, wanted: set[Passing]) -> None:
    edges = [edge for edge in answer.graph.edges if edge.role in (*MADE_OF, *MAKES)]
    told = {(edge.side, answer.item(edge), answer.order(edge)) for edge in edges}
    for side, item, order in sorted(wanted - told):
        what = {"out": "came out of", "in": "went back into"}[side]
        sentence = f"{asked(row, answer)} does not tell that {called(item)} {what} order {order}: that pass is lost."
        expected = f"{len(wanted)} edges of {called(lot)}'s passes"
        differ(row, answer, sentence, [item], expected=expected, observed=f"{len(wanted & told)} of them")


def _again(row: Row, answer: TraceAnswer, lot: str) -> None:
    """One source says one thing once; an answer that says it more often has gone round."""
    edges = [edge for edge in answer.graph.edges if edge.source and answer.item(edge) == lot]
    times = Counter((edge.source, edge.side, edge.role, answer.order(edge)) for edge in edges)
    for (source, _, _, order), many in sorted(times.items()):
        if many > 1:
            sentence = f"{asked(row, answer)} goes round: it tells {source} of {called(lot)} {many} times."
            differ(row, answer, sentence, [lot], expected="once", observed=f"{many} times, order {order}")


def _endless(row: Row) -> None:
    """Questions about what is in a loop that got no answer which could be read."""
    lineage = row.case.lineage
    for observed, at in traced(row.case):
        if not observed.problem:
            continue
        asked_of = observed.question
        scope = row.case.terms.code(asked_of.get("scope", ""))
        start = f"{asked_of.get('kind', '')}:{scope}:{asked_of.get('id', '')}"
        if any(lineage.passes(lot) for lot in lineage.past(start, timely=True)):
            row.saw()
            row.find(
                called(start),
                f"The trace from {called(start)}, which holds reworked goods, has no end: {observed.problem}",
                expected="a graph as in contract.md",
                observed=observed.problem[:200],
                moments=[row.teller.at(at, "trace", f"asked from {called(start)}")],
                flow="material_issue",
            )
