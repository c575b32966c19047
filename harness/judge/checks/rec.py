"""REC: recall. What the answer from a recalled supplier's lot names, and what is blocked after the decision."""

from collections.abc import Iterable

from lotproof.harness.judge.account import Trouble
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.checks.gen import called, listed
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import SECOND_NS
from lotproof.harness.judge.recall import (
    Amounts,
    Delivery,
    Reach,
    Recall,
    amount,
    answers_to,
    kinds,
    reached,
    recalls,
    told,
    took_s,
)
from lotproof.harness.model.verdicts import Moment


def named(kind: str, keys: Iterable[str]) -> str:
    """Items in the plant's words; documents and places by their numbers."""
    return listed(keys) if kind == "item" else f"{called_so(kind)} {', '.join(sorted(keys))}"


def called_so(kind: str) -> str:
    return kind.replace("_", " ")


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "nothing to compare"


def differ(row: Row, recall: Recall, sentence: str, keys: Iterable[str], *, expected: str, observed: str) -> None:
    """A finding about a recall, with the facts of the items concerned, and when it was asked."""
    wanted = set(keys)
    facts = [fact for (_, item, _), ids in row.case.lineage.facts.items() if item in wanted for fact in ids]
    row.find(
        recall.name,
        sentence,
        expected=expected,
        observed=observed,
        facts=[*facts[:2], *recall.holds[:1]],
        moments=_asked(row, recall),
        flow="recall",
    )


def _asked(row: Row, recall: Recall) -> list[Moment]:
    return [
        row.teller.at(one.at, "trace", f"asked forward from {recall.name}") for one in answers_to(row.case, recall)[:1]
    ]


@judges("REC-01")
def everything_affected_is_named(row: Row) -> None:
    """
    Judges the answer from each recalled supplier's lot: every internal lot, also what lies untouched, and every lot,
    serial, unit, order, location, shipment and customer that it reached, within the deadline. Where ERP keeps them, the
    customers' orders that these shipments fulfil, and the service orders that are open on what it reached.

    Exercised: each of these. No answer is a finding. Passes: shipment and customer as documents of a shipping step, and
    both as documents of one step per unit; a service order as a step of its own that bears what it is about, and as a
    document of the shipment with which that left; an answer that names the supplier's number as a name of the internal
    lots, and one that leaves it out; in EPCIS, which has no word for these orders, the answers from the internal lots.
    """
    for recall in recalls(row.case):
        truth, found = reached(row.case, recall.lots, timely=True), told(row.case, recall)
        row.saw(sum(len(truth.of(kind)) for kind in kinds(row.case)))
        if not answers_to(row.case, recall):
            _unanswered(row, recall)
            continue
        for kind in kinds(row.case):
            _lacking(row, recall, kind, (truth, found))
        _in_time(row, recall)


def _lacking(row: Row, recall: Recall, kind: str, sides: tuple[Reach, Reach]) -> None:
    wanted, there = (side.of(kind) for side in sides)
    lacking = wanted - there
    if lacking:
        much = f": {amount(row.case, lacking)}" if kind == "item" else ""
        sentence = f"The recall of {recall.name} does not name {named(kind, lacking)}, which it reached{much}."
        right = len(wanted & there)
        observed = f"{right} ({percent(right, len(wanted))})"
        keys = lacking if kind == "item" else recall.lots
        differ(row, recall, sentence, keys, expected=f"{len(wanted)} {called_so(kind)}s", observed=observed)


def _unanswered(row: Row, recall: Recall) -> None:
    asked = ((one, at) for one, at in row.case.evidence.observed if one.what == "trace" and one.problem)
    wrong = [(one.problem, at) for one, at in asked if one.question.get("id") == recall.supplier_lot]
    said = wrong[0][0] if wrong else "no answer"
    row.find(
        recall.name,
        f"The recall of {recall.name} could not be answered: {said}",
        expected="a graph as in contract.md",
        observed=said[:200],
        facts=recall.holds[:1],
        moments=[row.teller.at(at, "trace", f"asked forward from {recall.name}") for _, at in wrong[:1]],
        flow="recall",
    )


def _in_time(row: Row, recall: Recall) -> None:
    """The answer came within the enterprise's deadline for recalls, what the rig itself was late left out."""
    took, deadlines = took_s(row.case, recall), row.case.dues.deadlines
    within = deadlines.seconds("recall") + deadlines.grace_s
    if took <= within:
        return
    asked_ns = max(answer.at.mono_ns for answer in answers_to(row.case, recall))
    if row.case.dues.rig_limited("recall", asked_ns - round(took * SECOND_NS), asked_ns):
        row.unsure.append(f"rig-limited: the recall of {recall.name}")
        return
    sentence = f"The recall of {recall.name} was answered after {took:.1f} s."
    differ(row, recall, sentence, (), expected=f"within {within:.1f} s", observed=f"{took:.1f} s")


@judges("REC-02")
def nothing_unaffected_is_named(row: Row) -> None:
    """
    Judges the answer from each recalled supplier's lot: what it did not reach is not named, neither another supplier's
    lot of the same number, nor what stands beside it on a pallet or in an order.

    Exercised: each thing that is named. Passes: an answer by serial; one that tells an operation run as a whole, and so
    names all outputs of a run; one that still names a service order that was closed; one that shows the other inputs of
    the steps on the way, with their edges in.
    """
    for recall in recalls(row.case):
        may, found = reached(row.case, recall.lots, timely=False), told(row.case, recall)
        row.saw(sum(len(found.of(kind)) for kind in kinds(row.case)))
        for kind in kinds(row.case):
            wrong = found.of(kind) - may.of(kind)
            if wrong:
                right = len(found.of(kind)) - len(wrong)
                much = f": {amount(row.case, wrong)}" if kind == "item" else ""
                sentence = f"The recall of {recall.name} names {named(kind, wrong)}, which it did not reach{much}."
                observed = f"{len(wrong)} more ({percent(right, len(found.of(kind)))} are right)"
                differ(row, recall, sentence, wrong, expected="nothing else", observed=observed)


@judges("REC-03")
def everything_affected_is_blocked(row: Row) -> None:
    """
    Judges the stock that a recall concerns once quality has decided it: each internal lot, and each lot and serial that
    was made of it, is blocked in ERP, WMS and MES within the deadline, also what is made later, and what another hold
    lay on that is released. Goods that are on their way to customers are stopped: at the carrier, or by a notice to the
    customer, where the enterprise has either.

    Exercised: each lot and serial in each system; each shipment on its way. Passes: an integration that works out the
    cascade, and one that is told it by QMS lot by lot; one that stops the consignment, and one that tells the customer.
    """
    for recall in recalls(row.case):
        reach = reached(row.case, recall.lots, timely=True)
        affected, facts = reach.item, row.case.facts
        own = {facts[hold].words.get("hold") for hold in recall.holds}
        since_ns = min(row.case.left[hold] for hold in recall.holds)
        for sheet in row.case.sheets_of(*(f"{system}.lot.status" for system in ("erp", "wms", "mes"))):
            if row.case.terms.key(sheet.place.get("item"), sheet.place.get("lot")) in affected:
                needs = (one for one in sheet.asked if one.need.value == "blocked" and one.left_ns >= since_ns)
                asked = [
                    one
                    for one in needs
                    if one.need.why in ("held", "cascade")
                    or (one.need.why == "still" and facts[one.fact].words.get("hold") not in own)
                ]
                row.saw(sum(one.must for one in asked))
                row.sheets([sheet], facts=[one.fact for one in asked])
        _stopped(row, recall, reach)


def _stopped(row: Row, recall: Recall, reach: Reach) -> None:
    """What was on its way is stopped in time, wherever that was asked for."""
    there = [one for one in row.case.sheets_of(STOPPED) if one.asked and one.place.get("order") in reach.shipment]
    if not there:
        row.notes.append(f"goods in transit: {_nobody_stops(row.case)}")
    for sheet in there:
        row.saw(sheet.exercised)
        for trouble in sheet.troubles:
            _not_stopped(row, recall, reach, trouble)


STOPPED = "carrier.consignment.stopped"


def _nobody_stops(case: Case) -> str:
    """Why no goods in transit were looked at."""
    if not case.course.transit.asks:
        return "the enterprise has no rule for them, or neither carrier nor customer portal"
    return "nothing of it was on its way" if case.claimed("recall") else "the flow recall is not claimed"


def _not_stopped(row: Row, recall: Recall, reach: Reach, trouble: Trouble) -> None:
    shipment = trouble.place.get("order")
    if trouble.limited:
        row.unsure.append(f"rig-limited: the stop of shipment {shipment}")
        return
    held = sorted(one.item for one in reach.deliveries if one.shipment == shipment)
    how = "was stopped only after its deadline" if trouble.wrong == "late" else NEITHER
    customer = row.case.lineage.customers.get(shipment, "")
    row.find(
        f"shipment {shipment}",
        f"Shipment {shipment} with {listed(held)} was on its way to {customer} when {recall.name} was recalled, "
        f"and {how}.",
        system="carrier" if row.case.course.transit.carried else "portal",
        expected="stopped by its deadline",
        observed="late" if trouble.wrong == "late" else "not stopped",
        facts=trouble.facts,
        made=trouble.made,
        flow="recall",
    )


NEITHER = "was stopped neither at the carrier nor by a notice to the customer"


@judges("REC-04")
def the_answer_says_who_has_how_much(row: Row) -> None:
    """
    Judges what the answer from each recalled supplier's lot says per customer: which shipments, in which handling
    units, how much of what.

    Exercised: each item in each unit that left. Passes: quantities on the edges into a unit, shipment and customer as
    documents of the shipping step; a step per unit that bears all of it.
    """
    for recall in recalls(row.case):
        truth = reached(row.case, recall.lots, timely=True).deliveries
        found = told(row.case, recall).deliveries
        row.saw(len(truth))
        for delivery, much in sorted(truth.items()):
            half = row.case.terms.half(delivery.item.split(":")[1])
            said = found.get(delivery)
            if said is None or much is None or abs(said - much) > half * 2:
                _undelivered(row, recall, delivery, (f"{much:f}", _said(found, delivery)))


def _said(found: Amounts, delivery: Delivery) -> str:
    if delivery not in found:
        return "not told"
    return "no quantity" if found[delivery] is None else f"{found[delivery]}"


def _undelivered(row: Row, recall: Recall, delivery: Delivery, amounts: tuple[str, str]) -> None:
    unit = row.case.terms.units.get(delivery.item.split(":")[1], "")
    sentence = (
        f"The recall of {recall.name} does not tell that {delivery.customer} got {amounts[0]} {unit} of "
        f"{called(delivery.item)} in {called(delivery.unit)} by shipment {delivery.shipment}."
    )
    differ(row, recall, sentence, [delivery.item], expected=f"{amounts[0]} {unit}".strip(), observed=amounts[1])
