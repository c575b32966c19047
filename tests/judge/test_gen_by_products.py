"""GEN-13: what an order yields beside its product, told by integrations of different build."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.judge.histories import STYLES, History, at_once, lost, lot, outcome, tagged, verdict

MILK, RENNET, SALT = lot("TOMATO", "MILK"), lot("SALT", "RENNET"), lot("SALT", "SALT")
WHEY, CHEESE = lot("SAUCE", "WHEY"), lot("SAUCE", "CHEESE")
Answer = dict[str, Any]


def day(trace: str = "graph") -> History:
    """Milk and rennet go in, whey leaves, salt goes in, cheese leaves."""
    h = History(trace=trace)
    h.received("TOMATO", "MILK", 400)
    h.received("SALT", "RENNET", 60)
    h.received("SALT", "SALT", 60)
    h.released("M1")
    h.consumed("M1", "TOMATO", "MILK", 100)
    h.consumed("M1", "SALT", "RENNET", 1)
    h.produced("M1", "SAUCE", "WHEY", 80, role="by_product")
    h.consumed("M1", "SALT", "SALT", 2)
    h.produced("M1", "SAUCE", "CHEESE", 22)
    return h


AT = {MILK: "06:01", RENNET: "06:02", WHEY: "06:03", SALT: "06:04", CHEESE: "06:05"}
MUCH = {MILK: 100, RENNET: 1, WHEY: 80, SALT: 2, CHEESE: 22}


def edge(key: str, what: str, step: str) -> Answer:
    side, role = what.split()
    seen = {"quantity": MUCH[key], "unit": "kg", "source": "NORTH/W1/consumed#1"}
    return {
        "item": key,
        "step": step,
        "side": side,
        "role": role,
        "event_time": f"2021-03-01T{AT[key]}:00+00:00",
        **seen,
    }


def graph(*edges: Answer) -> Answer:
    own = {"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged("M1")}
    lots = [
        {"key": key, "kind": "lot", "ids": [{"system": "mes", "kind": "lot", "scope": item, "id": number}]}
        for key in sorted({one["item"] for one in edges})
        for _, item, number in [key.split(":")]
    ]
    steps = sorted({one["step"] for one in edges})
    return {
        "items": lots,
        "steps": [{"key": key, "type": "operation", "documents": [own]} for key in steps],
        "edges": list(edges),
    }


def whole(_: str) -> Answer:
    """The order as one step; each edge bears its time."""
    ins = [edge(key, "in input", "M1") for key in (MILK, RENNET, SALT)]
    return graph(*ins, edge(WHEY, "out by_product", "M1"), edge(CHEESE, "out output", "M1"))


def apart(about: str) -> Answer:
    """A step per yield: only what had gone in by then."""
    if about == WHEY:
        return graph(*(edge(key, "in input", "w") for key in (MILK, RENNET)), edge(WHEY, "out by_product", "w"))
    if about in (CHEESE, SALT):
        return graph(*(edge(key, "in input", "c") for key in (MILK, RENNET, SALT)), edge(CHEESE, "out output", "c"))
    yields = [edge(WHEY, "out by_product", "w"), edge(CHEESE, "out output", "c")]
    return graph(edge(about, "in input", "w"), {**edge(about, "in input", "c"), "quantity": 0}, *yields)


QUESTIONS = {WHEY: "backward", CHEESE: "backward", SALT: "forward", MILK: "forward"}


def told(answer: Callable[[str], Answer], bend: Callable[[Answer], Answer] = lambda answer: answer) -> History:
    h = day()
    for about, direction in QUESTIONS.items():
        _, item, number = about.split(":")
        question = {"system": "mes", "kind": "lot", "scope": item, "id": number, "direction": direction}
        h.answered(question, bend(answer(about)))
    return h.carry(at_once)


@pytest.mark.parametrize("answer", [whole, apart])
def test_right_in_both_styles(answer: Callable[[str], Answer]) -> None:
    """The order as a whole with its times, and a step per yield: both pass."""
    found = verdict(told(answer), "GEN-13")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])
    assert found.exercised == 3


def test_without_times_later_inputs_are_parents() -> None:
    """An order that is told as one whole without times says that whey has salt, and that salt reached whey."""
    found = verdict(
        told(whole, lambda said: {**said, "edges": [{**one, "event_time": None} for one in said["edges"]]}), "GEN-13"
    )
    assert sorted(one.sentence.split(" leads to ")[1] for one in found.findings) == [
        f"SALT lot {tagged('SALT')}, which went in only after it had left.",
        f"SAUCE lot {tagged('WHEY')}, which had left before it went in.",
    ]


@pytest.mark.parametrize("answer", [whole, apart])
@pytest.mark.parametrize("key", [MILK, RENNET])
def test_what_had_gone_in_is_named(answer: Callable[[str], Answer], key: str) -> None:
    """A by-product without one of its parents falls."""
    bent = told(answer, lambda said: {**said, "edges": [one for one in said["edges"] if one["item"] != key]})
    found = verdict(bent, "GEN-13")
    assert "which had gone in when it left" in found.findings[0].sentence


@pytest.mark.parametrize("style", STYLES)
def test_postings_tell_an_order_as_one(style: Any) -> None:
    """Without a trace nobody can say which came first: that all inputs are there is enough."""
    assert outcome(day("none").carry(style), "GEN-13") == "pass"
    assert outcome(day("none").carry(style, lost("mes.consumption.quantity", 0)), "GEN-13") == "fail"


def test_a_day_without_such_a_yield_is_no_pass() -> None:
    """Nothing beside the product: not exercised."""
    h = History(trace="graph")
    h.received("TOMATO", "MILK", 400)
    h.consumed("M1", "TOMATO", "MILK", 100)
    h.produced("M1", "SAUCE", "CHEESE", 22)
    assert outcome(h.carry(at_once), "GEN-13") == "skip"
