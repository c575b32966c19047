"""REC-05: from what a customer complains of back to where it comes from."""

from collections.abc import Iterable

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import called, listed
from lotproof.harness.judge.checks.gen import differ as differs
from lotproof.harness.judge.checks.rec_complaint import FromComplaint
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.recall import last, reached, recalls, source
from lotproof.harness.model.genealogy import MAKES


@judges("REC-05")
def the_way_back_is_whole(row: Row) -> None:
    """
    Judges each answer back from a shipment with recalled goods: its units, the serials and lots in them, what these are
    made of, the orders and the equipment that made them, and of what was received the supplier and his lot number; and
    where `rules.complaint_trace` says so each answer back from a complaint: all this of the lot or serial that it is
    about, the shipment and unit that it left in, operators, conditions and inspections on the way.

    Exercised: each of these. Passes: a step per operation run that names one of its machines; a step per event that
    names its own; delivery and packing told in one step.
    """
    if row.case.terms.rules.get("complaint_trace") and "complaint" in row.case.claims:
        _from_complaints(row)
    shipments = {one for recall in recalls(row.case) for one in reached(row.case, recall.lots, timely=True).shipment}
    answers = [answer for answer in row.case.answers if answer.direction == "backward" and answer.kind == "shipment"]
    for answer in answers:
        if answer.start in shipments:
            _things(row, answer)
            _makers(row, answer)
            _suppliers(row, answer)
    lost = shipments - {answer.start for answer in answers}
    for shipment in sorted(lost):
        row.saw()
        sentence = f"The trace backward from shipment {shipment} was not answered."
        row.find(f"shipment {shipment}", sentence, expected="an answer", observed="none", flow="recall")


def _from_complaints(row: Row) -> None:
    """Each complaint once, however often the customer wrote of it."""
    answers = {answer.question.get("id"): answer for answer in row.case.answers if answer.kind == "complaint"}
    complaints = {fact.words["complaint"]: fact for fact in row.case.evidence.facts if fact.kind == "complained"}
    way = FromComplaint(row)
    for number, fact in complaints.items():
        answer = answers.get(number)
        if not row.case.knew(fact.id):
            continue
        if answer is None:
            row.saw()
            sentence = f"The trace backward from complaint {number} was not answered."
            row.find(f"complaint {number}", sentence, expected="an answer", observed="none", flow="complaint")
            continue
        _things(row, answer)
        _makers(row, answer)
        _suppliers(row, answer)
        for what, item in way.lacks(fact, answer):
            _lacks(row, answer, what, [item], 1)


def _things(row: Row, answer: TraceAnswer) -> None:
    lineage = row.case.lineage
    wanted = lineage.ancestors(answer.start, timely=True) | lineage.units_of.get(answer.start, set())
    row.saw(len(wanted))
    lacking = wanted - answer.backward() - answer.starts()
    _lacks(row, answer, listed(lacking), lacking, len(wanted))


def _makers(row: Row, answer: TraceAnswer) -> None:
    """Order and equipment of each step that made something on the way."""
    machines = _machines(row)
    for item in sorted(_past(row, answer)):
        for step in row.case.lineage.made_in.get(item, ()):
            there = _steps(answer, item)
            row.saw(2)
            if step.order not in answer.documents(there, "order"):
                _lacks(row, answer, f"order {step.order}, which made {called(item)}", [item], 1)
            told = {last(answer.steps[key].equipment or "") for key in there if key in answer.steps}
            if not told & machines.get(step.key, set()):
                _lacks(row, answer, f"the equipment that made {called(item)}", [item], 1)


def _past(row: Row, answer: TraceAnswer) -> set[str]:
    """What the way back leads to, from the goods that it begins at on."""
    return {answer.start} | row.case.lineage.ancestors(answer.start, timely=True)


def _steps(answer: TraceAnswer, item: str) -> set[str]:
    """The steps of an answer that something came out of."""
    return {edge.step for edge in answer.graph.edges if answer.item(edge) == item and edge.role in MAKES}


def _machines(row: Row) -> dict[str, set[str]]:
    """The machines of each step, by its key."""
    found: dict[str, set[str]] = {}
    for fact in row.case.evidence.facts:
        if fact.kind in ("consumed", "produced"):
            found.setdefault(fact.step or f"{fact.order}/{fact.operation}", set()).add(fact.equipment)
    return found


def _suppliers(row: Row, answer: TraceAnswer) -> None:
    """What was received bears its supplier's own number, as a name of the lot."""
    past = _past(row, answer)
    names: dict[str, set[tuple[str, str]]] = {}
    for item in answer.graph.items:
        names.setdefault(answer.key[item.key], set()).update((own.scope, own.id) for own in item.ids)
    for fact in row.case.evidence.facts:
        for portion in fact.outs if fact.kind == "received" else ():
            if portion.item in past and all(source(fact)):
                row.saw()
                if source(fact) not in names.get(portion.item, set()):
                    supplier, number = source(fact)
                    what = f"that {called(portion.item)} is lot {number} of {supplier}"
                    _lacks(row, answer, what, [portion.item], 1)


def _lacks(row: Row, answer: TraceAnswer, what: str, keys: Iterable[str], whole: int) -> None:
    if what:
        sentence = f"The trace backward from {answer.name} does not tell {what}."
        differs(row, answer, sentence, keys, expected=f"{whole} things", observed=f"{len(set(keys))} not told")
