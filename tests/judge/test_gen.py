"""GEN: trace answers against what truly went into what."""

from typing import Any

import pytest

from tests.judge.histories import CLIENT, STYLES, TAG, History, again, at_once, lost, lot, outcome, tagged, verdict

T1, T2, A1, A2, J1 = lot("TOMATO", "T1"), lot("TOMATO", "T2"), lot("SAUCE", "A1"), lot("SAUCE", "A2"), lot("JAR", "J1")
S1 = lot("SALT", "S1")


def day(trace: str = "graph") -> History:
    """Two orders from one tomato lot, two outputs, jars, a unit, a shipment; one approved lot is not used."""
    h = History(trace=trace)
    h.received("TOMATO", "T1", 400)
    h.received("TOMATO", "T2", 400)
    h.received("SALT", "S1", 60)
    h.released("M1", approved=(T1, S1))
    h.consumed("M1", "TOMATO", "T1", 150)
    h.consumed("M1", "TOMATO", "T1", 40)
    h.consumed("M1", "SALT", "S1", 10)
    h.produced("M1", "SAUCE", "A1", 120)
    h.produced("M1", "SAUCE", "A2", 80)
    h.released("M2", approved=(T1,))
    h.consumed("M2", "TOMATO", "T1", 60)
    h.produced("M2", "SAUCE", "A3", 60)
    h.released("K1", "JAR", 400, approved=(A2,))
    h.consumed("K1", "SAUCE", "A1", 100, operation="20")
    h.produced("K1", "JAR", "J1", 400, operation="20")
    h.packed(1, ("JAR", "J1", 300))
    h.shipped("S1", 1)
    return h


STEPS: dict[str, Any] = {
    "M1": ([(T1, 190), (S1, 10)], [(A1, 120), (A2, 80)]),
    "M2": ([(T1, 60)], [(lot("SAUCE", "A3"), 60)]),
    "K1": ([(A1, 100)], [(J1, 400)]),
}


def item(key: str, spelled: bool = False) -> dict[str, Any]:
    kind, scope, number = key.split(":", 2)
    scope = {"TOMATO": "100001"}.get(scope, scope) if spelled else scope
    own = {"system": "erp" if spelled else "mes", "kind": kind, "scope": scope, "id": number}
    return {"key": f"x/{key}" if spelled else key, "kind": kind, "ids": [own]}


def graph(
    orders: list[str], *, split: bool = False, unit: str = "", source: str = "NORTH/W1/consumed#1"
) -> dict[str, Any]:
    """An answer with these orders' steps; `split` tells it event by event, under keys and spellings of its own."""
    items: dict[str, Any] = {}
    edges, steps = [], []

    def edge(key: str, step: str, what: str, quantity: float, of: str) -> None:
        side, role = what.split()
        one = items.setdefault(key, item(key, split))
        edges.append(
            {"item": one["key"], "step": step, "side": side, "role": role, "quantity": quantity, "unit": of}
            | {"source": "NORTH/W1/consumed#1", "event_time": "2021-03-01T06:05:00Z"}
        )

    for order in orders:
        own = {"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged(order)}
        steps.append({"key": order, "type": "operation", "documents": [own]})
        for key, quantity in STEPS[order][0]:
            for part in (quantity - 5, 5) if split else (quantity,):
                edge(key, order, "in input", part, "kg")
        for key, quantity in STEPS[order][1]:
            edge(key, order, "out output", quantity, "EA" if key == J1 else "kg")
    if unit:
        ship = [{"system": "wms", "kind": "shipment", "scope": "NORTH", "id": tagged("S1")}]
        ship.append({"system": "wms", "kind": "customer", "scope": "NORTH", "id": "CITYMART"})
        steps += [{"key": "pack", "type": "pack"}, {"key": "ship", "type": "ship", "documents": ship}]
        edge(J1, "pack", "in content", 300, "EA")
        edge(unit, "pack", "out content", 1, "EA")
        edge(unit, "ship", "in content", 1, "EA")
    return {"items": list(items.values()), "steps": steps, "edges": edges}


def question(key: str, direction: str = "backward") -> dict[str, str]:
    kind, scope, number = key.split(":", 2)
    return {"system": "mes", "kind": kind, "scope": scope, "id": number, "direction": direction}


UNIT = f"unit:NORTH:{TAG.sscc(1)}"


def answered(h: History, *, split: bool = False, bend=lambda answer: answer) -> History:
    """A correct answer to every question that the day suggests, each bent by `bend`."""
    for key, orders in ((A1, ["M1"]), (J1, ["M1", "K1"])):
        h.answered(question(key), bend(graph(orders, split=split)))
    h.answered(question(UNIT), bend(graph(["M1", "K1"], split=split, unit=UNIT)))
    h.answered(question(T1, "forward"), bend(graph(["M1", "M2", "K1"], split=split, unit=UNIT)))
    return h


ROWS = ("GEN-01", "GEN-02", "GEN-03", "GEN-04", "GEN-05", "GEN-06", "GEN-10", "GEN-11", "GEN-12", "GEN-19", "AUD-03")
POSTED = ("GEN-01", "GEN-02", "GEN-05", "GEN-06", "GEN-11", "GEN-12", "GEN-19")


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("row", ROWS)
def test_a_correct_answer_passes(row, split):
    """Net edges under the plant's names, and event by event under ERP's spelling: both pass."""
    found = verdict(answered(day(), split=split).carry(at_once), row)
    assert (found.outcome, [f.sentence for f in found.findings]) == ("pass", [])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", POSTED)
def test_without_a_trace_postings_speak(row, style):
    """An integration that offers no trace is judged on consumption and production in MES, and passes."""
    found = verdict(day("none").carry(style), row)
    assert (found.outcome, [f.sentence for f in found.findings]) == ("pass", [])


def without(key: str):
    """Leaves an item out of the edges in."""

    def bend(answer):
        gone = [one["key"] for one in answer["items"] if one["key"] == key]
        edges = [edge for edge in answer["edges"] if edge["side"] == "out" or edge["item"] not in gone]
        return {**answer, "edges": edges}

    return bend


def with_edge(key: str, step: str, what: str):
    """Adds an edge that is not true."""
    side, role = what.split()

    def bend(answer):
        if all(one["key"] != step for one in answer["steps"]):
            return answer
        items = answer["items"] if any(one["key"] == key for one in answer["items"]) else [*answer["items"], item(key)]
        edge = {
            "item": key,
            "step": step,
            "side": side,
            "role": role,
            "quantity": 1,
            "unit": "kg",
            "source": "x",
        }
        return {**answer, "items": items, "edges": [*answer["edges"], edge]}

    return bend


def edges(change):
    return lambda answer: {**answer, "edges": [{**edge, **change(edge)} for edge in answer["edges"]]}


VICES = {
    "GEN-01": [without(S1)],
    "GEN-02": [with_edge(T2, "M1", "in input")],
    "GEN-03": [lambda answer: {**answer, "steps": [{**step, "documents": []} for step in answer["steps"]]}],
    "GEN-04": [with_edge(lot("JAR", "J9"), "K1", "out output")],
    "GEN-05": [edges(lambda edge: {"quantity": None}), edges(lambda edge: {"unit": "g"})],
    "GEN-06": [with_edge(A2, "M1", "in input")],
    "GEN-10": [with_edge(lot("JAR", "J9"), "pack", "in content"), without(J1)],
    "GEN-11": [edges(lambda edge: {"quantity": 250} if edge["item"] == T1 else {})],
    "GEN-12": [with_edge(A2, "K1", "in input")],
    "GEN-19": [edges(lambda edge: {"quantity": 900} if edge["item"] == T1 else {})],
    "AUD-03": [edges(lambda edge: {"source": None})],
}


@pytest.mark.parametrize(("row", "bend"), [(row, bend) for row, bends in VICES.items() for bend in bends])
def test_the_vice_falls(row, bend):
    """An answer that lacks, adds, or counts wrong fails its row."""
    found = verdict(answered(day(), bend=bend).carry(at_once), row)
    assert found.outcome == "fail"
    assert found.findings[0].sentence


@pytest.mark.parametrize(
    ("row", "vice"),
    [
        ("GEN-01", lost("mes.consumption.quantity", 2)),
        ("GEN-05", again("mes.consumption.quantity")),
        ("GEN-11", lost("mes.consumption.quantity", 3)),
    ],
)
def test_without_a_trace_postings_fall(row, vice):
    """What is missing or doubled in MES is missing or doubled in the lineage that follows from it."""
    assert outcome(day("none").carry(at_once, vice), row) == "fail"


@pytest.mark.parametrize("row", [*POSTED, "GEN-10"])
def test_nothing_happened_is_no_pass(row):
    """Without anything made there is nothing to trace."""
    assert outcome(History(), row) == "skip"


def test_rows_that_need_an_answer_are_omitted_without_one():
    """Forward questions are for those who offer a trace."""
    assert [outcome(day("none").carry(at_once), row) for row in ("GEN-03", "GEN-04", "AUD-03")] == ["omit"] * 3


def test_nonsense_is_a_finding():
    """An answer that cannot be read is held against the integration."""
    h = day().carry(at_once)
    h.answered(question(A1), None, problem="expected status 200, got 500")
    found = verdict(h, "GEN-01")
    assert found.outcome == "fail"
    assert "500" in found.findings[0].sentence


def test_the_answer_of_another_client_is_not_judged():
    """Only what the integration under test says counts."""
    h = answered(day()).carry(at_once)
    assert h.connector.name == CLIENT
    assert outcome(h, "GEN-02") == "pass"


def made_after(much: int, about: str = UNIT) -> History:
    """K1 makes 20 more jars when the unit has left; an answer says that `much` of them came out of K1."""
    h = day()
    h.produced("K1", "JAR", "J1", 20, operation="20")
    answer = graph(["M1", "K1"], unit=UNIT)
    next(edge for edge in answer["edges"] if edge["item"] == J1 and edge["side"] == "out")["quantity"] = much
    h.carry(at_once).answered(question(about), answer)
    return h


@pytest.mark.parametrize("much", [400, 420])
@pytest.mark.parametrize("row", ["GEN-05", "GEN-19"])
def test_what_was_made_when_the_unit_had_left_need_not_be_told(much, row):
    """Both are right of the unit: what had been made by then, and all that the order made."""
    assert outcome(made_after(much), row) == "pass"


@pytest.mark.parametrize(("much", "about"), [(399, UNIT), (421, UNIT), (400, J1)])
def test_less_than_was_made_by_then_is_found(much, about):
    """Of the lot itself all has to be told; of the unit all that was made before it was packed."""
    assert outcome(made_after(much, about), "GEN-05") == "fail"


@pytest.mark.parametrize(("much", "right"), [(5, "pass"), (125, "pass"), (4, "fail"), (126, "fail")])
def test_what_was_made_before_a_lot_went_in_need_not_be_told_forward_from_it(much, right):
    """120 of A1 come out of M1, then S2 goes in, then 5 more: forward from S2 the 5 are told, or all."""
    h = day()
    h.received("SALT", "S2", 60)
    h.consumed("M1", "SALT", "S2", 1)
    h.produced("M1", "SAUCE", "A1", 5)
    answer = graph(["M1"])
    for edge in answer["edges"]:
        edge.update({A1: {"quantity": much}, S1: {"item": lot("SALT", "S2"), "quantity": 1}}.get(edge["item"], {}))
    answer["items"].append(item(lot("SALT", "S2")))
    h.carry(at_once).answered(question(lot("SALT", "S2"), "forward"), answer)
    assert outcome(h, "GEN-05") == right


@pytest.mark.parametrize(("much", "right"), [(100, "pass"), (115, "pass"), (99, "fail"), (116, "fail")])
def test_what_went_in_when_the_unit_had_left_need_not_be_told(much, right):
    """K1 uses 15 of A1 more for 20 more jars when the unit has left; of the unit the 100 before are told, or all."""
    h = day()
    h.consumed("K1", "SAUCE", "A1", 15, operation="20")
    h.produced("K1", "JAR", "J1", 20, operation="20")
    answer = graph(["M1", "K1"], unit=UNIT)
    next(edge for edge in answer["edges"] if edge["item"] == A1 and edge["side"] == "in")["quantity"] = much
    h.carry(at_once).answered(question(UNIT), answer)
    assert outcome(h, "GEN-05") == right
