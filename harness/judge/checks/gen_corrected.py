"""GEN-16: what was taken back is net gone from every answer; the postings show both what was and that it went."""

from collections.abc import Iterator
from decimal import Decimal

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked, called, open_lots
from lotproof.harness.judge.checks.registry import FALSE, Row, judges
from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact


def taken_back(row: Row) -> Iterator[tuple[Fact, Fact]]:
    """Reversals with the consumptions that they take back."""
    for fact in row.case.evidence.facts:
        for cause in fact.causes if fact.kind == "reversed" else ():
            if row.case.facts[cause].kind == "consumed":
                yield fact, row.case.facts[cause]


@judges("GEN-16")
def what_was_taken_back_is_gone(row: Row) -> None:
    """
    Judges consumptions that were taken back: of each, answers bear the net alone, and MES and ERP come to it by
    postings that all stand: the one that was wrong, and the one that takes it back.

    Exercised: each such consumption in MES and ERP, and in each answer that tells of its order. Passes: a second
    posting with the sign turned, and an edge left out; a net of several postings, and edges that add up to nothing.
    """
    excused = open_lots(row)
    graphs = {id(answer.graph): answer for answer in row.case.answers}
    for back, wrong in taken_back(row):
        sheets = [sheet for sheet in row.case.touched([back.id]) if sheet.place.entity == "consumption"]
        row.saw(sum(any(asked.fact == back.id and asked.must for asked in sheet.asked) for sheet in sheets))
        row.sheets(sheets, wrong=FALSE, facts=[back.id, wrong.id])
        for portion in wrong.ins:
            for answer in graphs.values() if portion.item not in excused else ():
                _gone(row, answer, (back, wrong), portion.item)


def _gone(row: Row, answer: TraceAnswer, facts: tuple[Fact, Fact], item: str) -> None:
    """The order's step bears the net of the lot; where nothing is left, an edge without a quantity is one too many."""
    order = facts[1].order
    if all(own.id != order for step in answer.steps.values() for own in step.documents):
        return
    row.saw()
    truth = row.case.lineage.orders_with(item).get(order, Decimal(0))
    total, _, edges = answer.sums().get(("in", item, order), (Decimal(0), set(), []))
    unsaid = not truth and any(edge.quantity is None for edge in edges)
    slack = row.case.terms.half(items.parse(item).scope) * max(1, len(edges))
    if unsaid or total > truth + slack:
        row.find(
            f"{called(item)} in order {order}",
            f"{asked(row, answer)} still bears {called(item)} in order {order}, where it was taken back.",
            expected=f"{truth:f}",
            observed=f"{total:f}",
            facts=[fact.id for fact in facts],
            moments=() if answer.posted else (row.teller.at(answer.at, "trace", f"asked from {answer.name}"),),
            flow="material_issue",
        )
