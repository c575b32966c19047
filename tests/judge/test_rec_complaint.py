"""REC-05 from a complaint: delivery, record and inspections on the way back, by integrations of different build."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from lotproof.harness.model import items

from tests.judge.histories import ENTERPRISE, TAG, History, at_once, lot, tagged, verdict
from tests.judge.test_flow_complaint import complained, linked
from tests.judge.test_gen_window import RULES, STEP, Answer, graph
from tests.judge.test_gen_window import day as baked

T1, A1 = lot("TOMATO", "T1"), lot("SAUCE", "A1")
U1 = items.unit("NORTH", TAG.sscc(1))
DECIDED = {"system": "qms", "item": "TOMATO", "lot": tagged("T1"), "decision": "accepted"}
QUESTION = {"system": "portal", "kind": "complaint", "scope": "", "id": tagged("C1"), "direction": "backward"}
SUPPLIER = {"system": "supplier", "kind": "lot", "scope": "FARMCO", "id": "F7"}


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise says what belongs to an operation, and what an answer from a complaint tells."""
    said = {**ENTERPRISE["rules"], **RULES, "complaint_trace": "shipment, unit, record, inspections"}
    monkeypatch.setitem(ENTERPRISE, "rules", said)


def day(**more: Any) -> History:
    """A batch is made, packed and shipped; a customer complains of it, twice. Its tomatoes were accepted in the end."""
    h = baked(**more)
    h.decided("TOMATO", "T1", "rejected")
    h.decided("TOMATO", "T1", "accepted")
    h.packed(1, ("SAUCE", "A1", 20))
    h.shipped("S1", 1)
    for _ in range(2):
        complained(h, "C1", "S1", "A1", "SAUCE")
    return h


def by_run() -> Answer:
    """A step for each thing that happened, as one that writes a history; each decision stands there."""
    receipt = {
        "key": "R",
        "type": "receipt",
        "documents": [],
        "inspections": [{**DECIDED, "decision": "rejected"}, DECIDED],
    }
    return delivered(graph(STEP), receipt, ("pack", "pack", {}), ("ship", "shipment", {"shipment": tagged("S1")}))


def by_lot() -> Answer:
    """A step for each lot, and one for the delivery, as one that keeps tables; the latest decision is all it knows."""
    receipt = {"key": "T", "type": "origin", "documents": [], "inspections": [DECIDED]}
    return delivered(graph(STEP), receipt, ("left", "delivery", {"shipment": tagged("S1")}))


def delivered(answer: Answer, receipt: Answer, *steps: tuple[str, str, dict[str, str]]) -> Answer:
    """The answer with a receipt before it and these steps behind it: packing first, the shipment last."""
    answer = deepcopy(answer)
    for key, type, documents in steps:
        named = [{"system": "wms", "kind": kind, "scope": "NORTH", "id": id} for kind, id in documents.items()]
        answer["steps"].append({"key": key, "type": type, "documents": named})
    ends = [
        (T1, receipt["key"], "out", "output"),
        (A1, steps[0][0], "in", "content"),
        (U1, steps[0][0], "out", "content"),
        *((U1, key, "in", "content") for key, _, _ in steps[1:]),
    ]
    answer["steps"].append(receipt)
    answer["edges"] += [{"item": key, "step": step, "side": side, "role": role} for key, step, side, role in ends]
    own = {"system": "wms", "kind": "unit", "scope": "NORTH", "id": TAG.sscc(1)}
    answer["items"].append({"key": U1, "kind": "unit", "ids": [own]})
    next(one for one in answer["items"] if one["key"] == T1)["ids"].append(SUPPLIER)
    return answer


def told(answer: Answer | None, h: History | None = None) -> History:
    h = h or day()
    if answer:
        h.answered(QUESTION, answer)
    return h.carry(at_once, linked(h))


@pytest.mark.parametrize("answer", [by_run, by_lot])
def test_right_in_both_styles(answer: Callable[[], Answer]) -> None:
    """A history of steps, or tables of lots: both pass, and the second notice of the complaint asks for no more."""
    found = verdict(told(answer()), "REC-05")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])
    assert found.exercised == 10


def each_step(**fields: Any) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        for step in answer["steps"]:
            step.update({name: value for name, value in fields.items() if name in step})

    return change


def no_unit(answer: Answer) -> None:
    answer["items"] = [one for one in answer["items"] if one["key"] != U1]
    answer["edges"] = [one for one in answer["edges"] if one["item"] != U1]


VICES: dict[str, tuple[Callable[[Answer], None], str]] = {
    "shipment": (each_step(documents=[]), f"shipment {tagged('S1')}"),
    "unit": (no_unit, "the handling unit in which SAUCE"),
    "operator": (each_step(operator=None), f"the operator of order {tagged('M1')}"),
    "condition": (
        each_step(conditions=STEP["conditions"][:1]),
        f"the condition RoomTemperature of order {tagged('M1')}",
    ),
    "inspection": (each_step(inspections=[{**DECIDED, "decision": "rejected"}]), "was accepted"),
}


@pytest.mark.parametrize("vice", VICES)
def test_what_is_not_told_is_a_finding(vice: str) -> None:
    """Each part of the way back has its own sentence."""
    change, says = VICES[vice]
    answer = by_run()
    change(answer)
    found = verdict(told(answer), "REC-05")
    assert found.outcome == "fail"
    assert says in " ".join(one.sentence for one in found.findings)


def test_a_complaint_that_nobody_answers_for_is_a_finding() -> None:
    """It says which."""
    (finding,) = verdict(told(None), "REC-05").findings
    assert finding.sentence == f"The trace backward from complaint {tagged('C1')} was not answered."


def test_who_does_not_claim_complaints_is_not_asked() -> None:
    """Nothing is found, and nothing counts as seen."""
    found = verdict(told(None, day(claims=["material_issue", "operation_completion"])), "REC-05")
    assert (found.outcome, found.exercised) == ("skip", 0)


def test_values_that_never_came_are_not_missed() -> None:
    """A condition is asked for only where a value of it was delivered and confirmed."""
    answer = by_run()
    each_step(conditions=[])(answer)
    assert verdict(told(answer, day(told=False)), "REC-05").outcome == "pass"
