"""GEN-08: a lot that goes back into what it came from, told by integrations of different build."""

from collections.abc import Callable
from typing import Any

import pytest
from lotproof.harness.judge.lineage import Lineage

from tests.judge.histories import STYLES, History, at_once, lot, tagged, verdict

T1, T2, S1 = lot("TOMATO", "T1"), lot("TOMATO", "T2"), lot("SALT", "S1")
A1, J1, J2 = lot("SAUCE", "A1"), lot("JAR", "J1"), lot("JAR", "J2")
Answer = dict[str, Any]


def day(trace: str = "graph") -> History:
    """A1 is made of T1, filled into J1, worked over with T2 under its own number, and filled into J2."""
    h = History(trace=trace)
    h.received("TOMATO", "T1", 200)
    h.received("TOMATO", "T2", 100)
    h.received("SALT", "S1", 60)
    for order, item in (("M1", "SAUCE"), ("K1", "JAR"), ("W1", "SAUCE"), ("K2", "JAR")):
        h.released(order, item)
    h.consumed("M1", "TOMATO", "T1", 190)
    h.consumed("M1", "SALT", "S1", 10)
    h.produced("M1", "SAUCE", "A1", 200)
    h.consumed("K1", "SAUCE", "A1", 40, operation="20")
    h.produced("K1", "JAR", "J1", 160, operation="20")
    h.consumed("W1", "SAUCE", "A1", 60)
    h.consumed("W1", "TOMATO", "T2", 30)
    h.produced("W1", "SAUCE", "A1", 90)
    h.consumed("K2", "SAUCE", "A1", 100, operation="20")
    h.produced("K2", "JAR", "J2", 400, operation="20")
    return h


PASSES: dict[str, tuple[list[tuple[str, int]], list[tuple[str, int]]]] = {
    "M1": ([(T1, 190), (S1, 10)], [(A1, 200)]),
    "K1": ([(A1, 40)], [(J1, 160)]),
    "W1": ([(A1, 60), (T2, 30)], [(A1, 90)]),
    "K2": ([(A1, 100)], [(J2, 400)]),
}


def graph(*orders: str, parts: int = 1) -> Answer:
    """An answer with a step for each of these orders; `parts` tells each quantity in so many events."""
    items: dict[str, Answer] = {}
    steps, edges = [], []
    for order in orders:
        own = {"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged(order)}
        steps.append({"key": order, "type": "operation", "documents": [own]})
        for what, lots in zip(("in input", "out output"), PASSES[order], strict=True):
            for key, quantity in lots:
                _, scope, number = key.split(":")
                own = {"system": "mes", "kind": "lot", "scope": scope, "id": number}
                items[key] = {"key": key, "kind": "lot", "ids": [own]}
                side, role = what.split()
                said = {"item": key, "step": order, "side": side, "role": role, "unit": "EA" if "JAR" in key else "kg"}
                edges += [
                    {**said, "quantity": quantity / parts, "source": f"NORTH/X/{side}#{order}{part}{key}"}
                    for part in range(parts)
                ]
    return {"items": list(items.values()), "steps": steps, "edges": edges}


def asked(key: str) -> dict[str, str]:
    _, scope, number = key.split(":")
    return {"system": "mes", "kind": "lot", "scope": scope, "id": number, "direction": "backward"}


def told(*, parts: int = 1, bend: Callable[[Answer], Answer] = lambda answer: answer) -> History:
    """Correct answers about the jars and the sauce, each bent by `bend`."""
    h = day()
    h.answered(asked(J1), bend(graph("K1", "M1", parts=parts)))
    h.answered(asked(A1), bend(graph("W1", "M1", parts=parts)))
    h.answered(asked(J2), bend(graph("K2", "W1", "M1", parts=parts)))
    return h.carry(at_once)


def without(order: str) -> Callable[[Answer], Answer]:
    return lambda answer: {**answer, "edges": [edge for edge in answer["edges"] if edge["step"] != order]}


@pytest.mark.parametrize("row", ["GEN-01", "GEN-02", "GEN-05", "GEN-08", "GEN-11", "GEN-19"])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_loop_that_is_told_once_passes(row: str, parts: int) -> None:
    """Net edges of each order, and event by event: both keep both passes, and pass."""
    found = verdict(told(parts=parts), row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("style", STYLES)
def test_postings_keep_both_passes(style: Any) -> None:
    """Without a trace the postings of both orders are looked at, and they have both passes."""
    found = verdict(day("none").carry(style), "GEN-08")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("order", ["M1", "W1"])
def test_a_lost_pass_is_found(order: str) -> None:
    """An answer that lost one of the two passes says less than there was."""
    found = verdict(told(bend=without(order)), "GEN-08")
    assert found.outcome == "fail"
    assert f"came out of order {tagged(order)}: that pass is lost" in found.findings[0].sentence


def test_going_round_is_found() -> None:
    """An answer that tells the loop again and again is found, though it ends."""
    found = verdict(told(bend=lambda answer: {**answer, "edges": answer["edges"] * 3}), "GEN-08")
    assert found.outcome == "fail"
    assert "goes round" in found.findings[0].sentence


def test_no_answer_is_no_end() -> None:
    """What is in a loop and got no answer has failed; jars filled before are no matter of the loop."""
    h = told()
    h.answered(asked(J2), None, problem="no answer: TimeoutError")
    h.answered(asked(T1), None, problem="no answer: TimeoutError")
    found = verdict(h, "GEN-08")
    assert [one.subject for one in found.findings] == [f"JAR lot {tagged('J2')}"]


def test_without_a_loop_nothing_is_exercised() -> None:
    """Where no lot goes back into what it came from the row was not exercised."""
    h = History()
    h.received("TOMATO", "T1", 200)
    h.consumed("M1", "TOMATO", "T1", 190)
    h.produced("M1", "SAUCE", "A1", 190)
    assert verdict(h.carry(at_once), "GEN-08").outcome == "skip"


def test_what_came_into_a_lot_later_is_no_ancestor() -> None:
    """Jars filled before the rework have nothing of what was added then; what is added then does not reach them."""
    lineage = Lineage(day().facts)
    assert lineage.ancestors(J1, timely=True) == {A1, T1, S1}
    assert lineage.ancestors(J2, timely=True) == {A1, T1, S1, T2}
    assert lineage.ancestors(A1, timely=True) == {T1, S1, T2}
    assert lineage.descendants(T2, timely=True) == {A1, J2}
    assert lineage.descendants(T1, timely=True) == {A1, J1, J2}
    assert T2 in lineage.ancestors(J1, timely=False)


def test_a_question_about_everything_after_the_rework_names_no_order_before() -> None:
    """Forward from what was added in the rework, the order that used the lot before is not among those reached."""
    lineage = Lineage(day().facts)
    since = lineage.future(T2, timely=True)
    assert set(lineage.orders_with(A1, since[A1])) == {tagged("K2")}
