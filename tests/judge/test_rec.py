"""REC: what a recall names and blocks, told by integrations of different build."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from lotproof.harness.judge.recall import reached, recalls
from lotproof.harness.model import items
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.verdicts import Verdict

from tests.judge.histories import CLIENT, ENTERPRISE, TAG, History, Vice, at_once, lot, part, tagged, verdict

Answer = dict[str, Any]

BAD, AGAIN, OTHER, GOOD = (lot("SALT", number) for number in ("T1", "T4", "T3", "T2"))
A1, A2, J1, J2 = lot("SAUCE", "A1"), lot("SAUCE", "A2"), lot("JAR", "J1"), lot("JAR", "J2")
U1 = items.unit("NORTH", TAG.sscc(1))
ASKED = {"system": "supplier", "kind": "lot", "scope": "FARMCO", "id": "F7", "direction": "forward"}
BACK = {"system": "wms", "kind": "shipment", "scope": "NORTH", "id": tagged("S1"), "direction": "backward"}


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise has a store for jars, and a jar weighs half a kilogram."""
    plants = {"NORTH": {"locations": {"RAW": {"kind": "storage"}, "FG": {"kind": "storage"}}}}
    monkeypatch.setitem(ENTERPRISE, "plants", plants)
    jar = {**ENTERPRISE["items"]["JAR"], "weight_kg": "0.5"}
    monkeypatch.setitem(ENTERPRISE, "items", {**ENTERPRISE["items"], "JAR": jar})


def day() -> History:
    """
    F7 of FARMCO came in as T1 and T4; T1 went into A1 and, by it, into J1; J1 left beside J2, which is made of good
    salt. F7 of another supplier is T3, and went into A2 with T2. Then F7 of FARMCO is recalled.
    """
    h = History(trace="graph")
    for number in ("T1", "T4"):
        h.received("SALT", number, 100)
    h.received("SALT", "T2", 50, supplier_lot="F8")
    h.received("SALT", "T3", 50, supplier="GREENHILL")
    for order, item in (("M1", "SAUCE"), ("M2", "SAUCE"), ("K1", "JAR"), ("K2", "JAR")):
        h.released(order, item, 10)
    h.consumed("M1", "SALT", "T1", 40)
    h.produced("M1", "SAUCE", "A1", 40)
    h.consumed("M2", "SALT", "T2", 20)
    h.consumed("M2", "SALT", "T3", 20)
    h.produced("M2", "SAUCE", "A2", 40)
    h.consumed("K1", "SAUCE", "A1", 40)
    filled(h, "K1", "J1")
    h.consumed("K2", "SAUCE", "A2", 40)
    filled(h, "K2", "J2")
    h.packed(1, ("JAR", "J1", 30), ("JAR", "J2", 10))
    h.shipped("S1", 1)
    for number in ("T1", "T4"):
        words = {"hold": tagged(f"RC-{number}"), "reason": "recall", "supplier": "FARMCO", "supplier_lot": "F7"}
        h.fact("hold_placed", system="qms", subject=lot("SALT", number), words=words)
    return h


def filled(h: History, order: str, number: str) -> None:
    """Jars come to be in their store."""
    run = {"order": tagged(order), "operation": "10", "step": tagged(order), "equipment": "M1"}
    outs = (part(lot("JAR", number), "output", 80, location="FG"),)
    h.fact("produced", stream="NORTH/M1/produced", outs=outs, **run)


# -- answers -----------------------------------------------------------------------------------------------------------


def item(key: str, *more: dict[str, str]) -> Answer:
    one = items.parse(key)
    own = {"system": "mes", "kind": one.kind, "scope": one.scope, "id": one.id}
    return {"key": key, "kind": one.kind, "ids": [*more, own]}


def step(key: str, type: str, edges: list[Answer], location: str = "", **documents: str) -> Answer:
    named = [{"system": "erp", "kind": kind, "scope": "NORTH", "id": number} for kind, number in documents.items()]
    plain = {"key": key, "type": type, "location": location or None, "equipment": "M1", "documents": named}
    return {"step": plain, "edges": [{**edge, "step": key, "source": "x#1"} for edge in edges]}


def edge(key: str, side: str, role: str, quantity: int | None = None, unit: str = "kg") -> Answer:
    much = {} if quantity is None else {"quantity": quantity, "unit": unit}
    return {"item": key, "side": side, "role": role, **much}


def receipt(key: str) -> Answer:
    return step(f"receipt {key}", "receipt", [edge(key, "out", "output", 100)], "RAW", receipt="R")


def graph(*steps: Answer, named: bool = True) -> Answer:
    edges = [one for step_ in steps for one in step_["edges"]]
    supplier = {"system": "supplier", "kind": "lot", "scope": "FARMCO", "id": "F7"}
    keys = sorted({one["item"] for one in edges})
    things = [item(key, *([supplier] if named and key in (BAD, AGAIN) else [])) for key in keys]
    return {"items": things, "steps": [step_["step"] for step_ in steps], "edges": edges}


def made(order: str, into: str, of: str, quantity: int, much: int) -> Answer:
    unit = "EA" if into.startswith("lot:JAR") else "kg"
    edges = [edge(of, "in", "input", quantity), edge(into, "out", "output", much, unit)]
    return step(order, "operation", edges, "FG" if unit == "EA" else "", order=tagged(order))


def plain() -> Answer:
    """A step per run, one for the packing and one for the shipment; what stands beside is left out."""
    packed = step("pack", "pack", [edge(J1, "in", "content", 30, "EA"), edge(U1, "out", "content")])
    left = step("ship", "shipment", [edge(U1, "in", "content")], shipment=tagged("S1"), customer="CITYMART")
    runs = made("M1", A1, BAD, 40, 40), made("K1", J1, A1, 40, 80)
    return graph(receipt(BAD), receipt(AGAIN), *runs, packed, left)


def by_unit() -> Answer:
    """A step per unit bears its contents, shipment and customer; the good jars beside are shown, no supplier is."""
    contents = [edge(J1, "in", "content", 30, "EA"), edge(J2, "in", "content", 10, "EA"), edge(U1, "out", "content")]
    left = step("unit", "delivery", contents, shipment=tagged("S1"), customer="CITYMART")
    runs = made("M1", A1, BAD, 40, 40), made("K1", J1, A1, 40, 80)
    return graph(receipt(BAD), receipt(AGAIN), *runs, left, named=False)


def back(*, supplier: bool = True, equipment: bool = True) -> Answer:
    """Back from the shipment, all that went in."""
    packed = [edge(J1, "in", "content", 30, "EA"), edge(J2, "in", "content", 10, "EA"), edge(U1, "out", "content")]
    left = step("ship", "shipment", [edge(U1, "in", "content")], shipment=tagged("S1"), customer="CITYMART")
    salt = step("M2", "operation", [edge(GOOD, "in", "input", 20), edge(OTHER, "in", "input", 20)], order=tagged("M2"))
    salt["edges"].append({**edge(A2, "out", "output", 40), "step": "M2", "source": "x#1"})
    runs = made("M1", A1, BAD, 40, 40), made("K1", J1, A1, 40, 80), made("K2", J2, A2, 40, 80)
    whole = graph(left, step("pack", "pack", packed), salt, *runs, receipt(BAD), receipt(GOOD), receipt(OTHER))
    numbers = {BAD: ("FARMCO", "F7"), GOOD: ("FARMCO", "F8"), OTHER: ("GREENHILL", "F7")}
    for thing in whole["items"]:
        ours = [own for own in thing["ids"] if own["system"] != "supplier"]
        scope, number = numbers.get(thing["key"], ("", ""))
        theirs = [{"system": "supplier", "kind": "lot", "scope": scope, "id": number}] if supplier and scope else []
        thing["ids"] = [*ours, *theirs]
    for one in whole["steps"]:
        one["equipment"] = one["equipment"] if equipment else None
    return whole


def told(answer: Answer, question: dict[str, str] = ASKED) -> History:
    h = day()
    h.answered(question, answer)
    return h.carry(at_once)


def bent(change: Callable[[Answer], object], answer: Answer | None = None) -> History:
    changed = deepcopy(answer or plain())
    change(changed)
    return told(changed)


def without(key: str) -> Callable[[Answer], object]:
    """The answer without an item."""

    def leave_out(answer: Answer) -> None:
        answer["items"] = [one for one in answer["items"] if one["key"] != key]
        answer["edges"] = [one for one in answer["edges"] if one["item"] != key]

    return leave_out


def said(found: Verdict) -> list[str]:
    return [one.sentence for one in found.findings]


# -- what is true ------------------------------------------------------------------------------------------------------


def test_a_place_in_transit_is_asked_of_nobody() -> None:
    """What is on its way between plants is in no location of the enterprise: an answer has no place to name for it."""
    from lotproof.harness.judge.case import Case

    h = day()
    here, there = (part(BAD, "content", 5, location=place) for place in ("RAW", "TRANSIT"))
    words = {"from_location": "RAW", "to_location": "TRANSIT"}
    h.fact("moved", system="wms", ins=(here,), outs=(there,), words=words)
    case = Case(h.carry(at_once).evidence())
    (recall,) = recalls(case)
    assert reached(case, recall.lots, timely=True).location == {"RAW", "FG"}


def test_the_internal_lots_of_a_recall_are_those_of_that_supplier() -> None:
    """Both deliveries under the number, and not the equal number of another supplier."""
    from lotproof.harness.judge.case import Case

    case = Case(day().carry(at_once).evidence())
    (recall,) = recalls(case)
    truth = reached(case, recall.lots, timely=True)

    assert recall.lots == {BAD, AGAIN}
    assert truth.item == {BAD, AGAIN, A1, J1, U1}
    assert {(one.customer, one.item): f"{much}" for one, much in truth.deliveries.items()} == {("CITYMART", J1): "30"}


# -- who is named ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ["REC-01", "REC-02", "REC-03", "REC-04", "REC-05"])
def test_where_nothing_is_recalled_nothing_is_looked_at(row: str) -> None:
    """A run without a recall is skipped, never passed."""
    h = History(trace="graph")
    h.received("SALT", "T1", 100)
    assert verdict(h.carry(at_once), row).outcome == "skip"


@pytest.mark.parametrize("answer", [plain, by_unit])
@pytest.mark.parametrize("row", ["REC-01", "REC-02", "REC-04"])
def test_a_right_answer_passes_in_both_styles(row: str, answer: Callable[[], Answer]) -> None:
    """A step for each document, and one step for each unit with the good jars beside: both are right."""
    found = verdict(told(answer()), row)
    assert (found.outcome, said(found)) == ("pass", [])


def test_an_untouched_delivery_is_missed() -> None:
    """The second delivery lies in the store; leaving it out is a finding with its amount."""
    (finding,) = verdict(bent(without(AGAIN)), "REC-01").findings
    assert finding.sentence == (
        f"The recall of lot F7 of FARMCO does not name SALT lot {tagged('T4')}, which it reached: 100 kg."
    )
    assert (finding.expected, finding.observed) == ("5 items", "4 (80.0 %)")


def test_an_answer_that_ends_at_the_intermediate_misses_all_beyond() -> None:
    """Jars, unit, shipment, customer and the place of the jars are missed, each kind in a finding of its own."""

    def cut(answer: Answer) -> None:
        answer["edges"] = [one for one in answer["edges"] if one["step"] not in ("K1", "pack", "ship")]
        answer["items"] = [one for one in answer["items"] if one["key"] not in (J1, U1)]

    h = bent(cut)
    missed = " ".join(said(verdict(h, "REC-01")))
    for word in ("JAR lot", "order", "location FG", "shipment", "customer CITYMART", "80 EA, 40 kg, 1 handling units"):
        assert word in missed
    assert verdict(h, "REC-04").outcome == "fail"


def test_no_answer_is_a_finding() -> None:
    """A recall that nobody answers is not skipped."""
    h = day()
    h.answered(ASKED, None, "expected status 200, got 404")
    assert said(verdict(h.carry(at_once), "REC-01")) == [
        "The recall of lot F7 of FARMCO could not be answered: expected status 200, got 404"
    ]


def test_an_answer_that_comes_too_late_is_a_finding() -> None:
    """The answer is right, and took longer than the enterprise allows."""
    h = day()
    h.write(h.at + 60, "observed", Observed(what="trace", source=CLIENT, question=ASKED, answer=plain(), took_s=95.0))
    assert said(verdict(h.carry(at_once), "REC-01")) == ["The recall of lot F7 of FARMCO was answered after 95.0 s."]


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        (receipt(OTHER), f"SALT lot {tagged('T3')}"),
        (made("K2", J2, A1, 40, 80), f"JAR lot {tagged('J2')}"),
    ],
)
def test_what_was_not_reached_is_named_wrongly(extra: Answer, word: str) -> None:
    """Another supplier's lot of the same number, and what another order made, are findings."""

    def add(answer: Answer) -> None:
        more = graph(extra)
        there = {one["key"] for one in answer["items"]}
        answer["items"] += [one for one in more["items"] if one["key"] not in there]
        answer["steps"] += more["steps"]
        answer["edges"] += more["edges"]

    found = verdict(bent(add), "REC-02")
    assert found.outcome == "fail"
    assert f"names {word}, which it did not reach" in " ".join(said(found))
    assert verdict(bent(add), "REC-01").outcome == "pass"


def test_a_customer_who_got_nothing_of_it_is_named_wrongly() -> None:
    """A document that the goods never reached is a finding."""

    def add(answer: Answer) -> None:
        (ship,) = [one for one in answer["steps"] if one["key"] == "ship"]
        ship["documents"].append({"system": "erp", "kind": "customer", "scope": "", "id": "GRANDCAFE"})

    assert said(verdict(bent(add), "REC-02")) == [
        "The recall of lot F7 of FARMCO names customer GRANDCAFE, which it did not reach."
    ]


# -- who has how much --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quantity", "observed"), [(None, "no quantity"), (40, "40")])
def test_what_a_customer_got_is_told_with_its_quantity(quantity: int | None, observed: str) -> None:
    """Left out, or the whole unit's in place of the part that is bad: a finding per delivery."""

    def change(answer: Answer) -> None:
        (held,) = [one for one in answer["edges"] if one["item"] == J1 and one["role"] == "content"]
        held["quantity"] = quantity

    (finding,) = verdict(bent(change), "REC-04").findings
    assert (finding.expected, finding.observed) == ("30 EA", observed)
    assert f"CITYMART got 30 EA of JAR lot {tagged('J1')}" in finding.sentence


# -- what is blocked ---------------------------------------------------------------------------------------------------


def test_all_that_is_affected_is_blocked() -> None:
    """Both deliveries, sauce and jars, in three systems."""
    found = verdict(told(plain()), "REC-03")
    assert (found.outcome, found.exercised, said(found)) == ("pass", 12, [])


@pytest.mark.parametrize("missed", ["T4", "A1", "J1"])
def test_what_is_not_blocked_is_a_finding(missed: str) -> None:
    """The untouched delivery, the intermediate and the jars: each of them."""
    leave_out: Vice = lambda planned: [  # noqa: E731
        one for one in planned if not (one.effect.value == "blocked" and one.effect.lot == tagged(missed))
    ]
    h = day()
    found = verdict(h.carry(at_once, leave_out), "REC-03")
    assert found.outcome == "fail"
    assert {tagged(missed) in one.sentence for one in found.findings} == {True}


# -- the way back ------------------------------------------------------------------------------------------------------


def test_the_way_back_names_machines_and_suppliers() -> None:
    """Units, lots, orders, equipment and suppliers' numbers are all there."""
    found = verdict(told(back(), BACK), "REC-05")
    assert (found.outcome, said(found)) == ("pass", [])


def test_a_way_back_by_event_passes() -> None:
    """A step per event, each with its own machine, is as good."""
    answer = back()
    (run,) = [one for one in answer["steps"] if one["key"] == "M2"]
    edges = [one for one in answer["edges"] if one["step"] == "M2" and one["side"] == "in"]
    (out,) = [one for one in answer["edges"] if one["step"] == "M2" and one["side"] == "out"]
    for at, one in enumerate(edges):
        answer["steps"].append({**run, "key": f"M2/{at}", "equipment": "W1"})
        answer["edges"] += [{**one, "step": f"M2/{at}"}, {**out, "step": f"M2/{at}"}]
    answer["steps"].remove(run)
    answer["edges"] = [one for one in answer["edges"] if one["step"] != "M2"]
    found = verdict(told(answer, BACK), "REC-05")
    assert (found.outcome, said(found)) == ("pass", [])


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (back(supplier=False), "is lot F7 of GREENHILL"),
        (back(equipment=False), f"the equipment that made SAUCE lot {tagged('A1')}"),
    ],
)
def test_what_the_way_back_does_not_tell_is_a_finding(answer: Answer, word: str) -> None:
    """Without suppliers' numbers, or without machines."""
    found = verdict(told(answer, BACK), "REC-05")
    assert found.outcome == "fail"
    assert word in " ".join(said(found))


def test_a_shipment_that_nobody_answers_for_is_a_finding() -> None:
    """Goods of the recall left, and the way back from them was not answered."""
    assert verdict(told(plain()), "REC-05").outcome == "fail"
