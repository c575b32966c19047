"""IDN-06: suppliers count for themselves, and anew each year: where only their numbers are equal, lots are two."""

from collections.abc import Iterable
from datetime import datetime

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import called, listed
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.recall import Recall, answers_to, reached, told
from lotproof.harness.judge.scope import LINEAGE
from lotproof.harness.model import suppliers
from lotproof.harness.model.facts import Fact

NO_NUMBERS = ("none", "epcis")
"""Traces that cannot be asked by a supplier's own number."""


@judges("IDN-06")
def equal_supplier_numbers_stay_apart(row: Row) -> None:
    """
    Judges lots whose supplier's number another supplier uses too, or the same one in another year: in ERP each receipt
    has an internal lot of its own, with its own supplier and number; and the answer from a supplier's number of a year
    names the internal lots of that one, and neither another's nor what only another's reached.

    Exercised: each such receipt, and each answer from such a number. Passes: one that keeps the number with supplier
    and year from the start; one that keeps plain numbers with the receipts, and looks up supplier and date of the
    receipt when it is asked. An answer may leave the supplier's number out, and may show the other inputs of a step.
    """
    evidence = row.case.evidence
    if not suppliers.is_told(evidence.plan.enterprise):
        return
    epoch = datetime.fromisoformat(evidence.run.epoch)
    named = suppliers.named(evidence.plan.enterprise, evidence.facts, epoch)
    alike = list(suppliers.alike(named))
    _received(row, [fact for one in alike for fact in named[one]])
    if evidence.connector.trace.kind in NO_NUMBERS or not set(LINEAGE) <= row.case.claims:
        return
    recalls = {one: _asked_for(one, named[one]) for one in alike}
    for one, recall in recalls.items():
        others = [other for name, other in recalls.items() if name.number == one.number and name != one]
        _answered(row, recall, others)


def _asked_for(one: suppliers.Named, receipts: Iterable[Fact]) -> Recall:
    lots = frozenset(part.item for fact in receipts for part in fact.outs)
    return Recall(supplier=one.scope, supplier_lot=one.number, lots=lots, holds=())


def _received(row: Row, receipts: list[Fact]) -> None:
    """In ERP each has its own lot, under its own supplier's name; how much came is told there once."""
    ids = {fact.id for fact in receipts}
    for sheet in row.case.sheets_of("erp.lot.supplier_lot", "erp.receipt.quantity"):
        asked = [one for one in sheet.asked if one.fact in ids]
        row.saw(sum(one.must for one in asked))
        row.sheets([sheet], facts=ids, wrong=("short", "over", "missing", "overwritten", "value"))


def _answered(row: Row, recall: Recall, others: list[Recall]) -> None:
    answers = answers_to(row.case, recall)
    row.saw()
    if not answers:
        _differs(row, recall, (), f"Nobody could be asked for {recall.name}: there is no answer.", observed="none")
        return
    found = told(row.case, recall).item
    if lacking := recall.lots - found:
        sentence = f"The trace forward from {recall.name} does not name {listed(lacking)}, which came in under it."
        _differs(row, recall, lacking, sentence, observed=listed(recall.lots & found) or "none", answers=answers)
    may = reached(row.case, recall.lots, timely=False).item
    for other in others:
        only = reached(row.case, other.lots, timely=False).item - may
        if wrong := found & only:
            what = f"the trace forward from {recall.name} names {listed(wrong)}"
            sentence = f"{what[0].upper()}{what[1:]}, which is of {other.name}: only the numbers are equal."
            _differs(row, recall, wrong, sentence, observed=listed(wrong), answers=answers)


def _differs(
    row: Row,
    recall: Recall,
    lots: Iterable[str],
    sentence: str,
    *,
    observed: str,
    answers: Iterable[TraceAnswer] = (),
) -> None:
    keys = set(lots) or recall.lots
    facts = [fact.id for fact in row.case.evidence.facts if fact.kind == "received" and _bears(fact, keys)]
    asked = [row.teller.at(one.at, "trace", f"asked forward from {recall.name}") for one in answers]
    expected = ", ".join(called(lot) for lot in sorted(recall.lots))
    row.find(
        recall.name, sentence, expected=expected, observed=observed, facts=facts, moments=asked[:1], flow="receipt"
    )


def _bears(fact: Fact, lots: Iterable[str]) -> bool:
    return any(part.item in lots for part in fact.outs)
