"""GEN-16: what was taken back is net gone, and the balance closes on what truly went in."""

from typing import Any

import pytest

from tests.judge.histories import STYLES, History, again, at_once, lost, lot, outcome, tagged, verdict

T1, T2, A1 = lot("TOMATO", "T1"), lot("TOMATO", "T2"), lot("SAUCE", "A1")
QUESTION = {"system": "mes", "kind": "lot", "scope": "SAUCE", "id": tagged("A1"), "direction": "backward"}
SEEN = {"source": "NORTH/W1/consumed#1", "event_time": "2021-03-01T06:05:00Z", "unit": "kg"}


def day(trace: str = "graph") -> History:
    """An order that took T2 by mistake: it is taken back after completion, and T1 is booked in its place."""
    h = History(trace=trace)
    h.received("TOMATO", "T1", 400)
    h.received("TOMATO", "T2", 400)
    h.released("M1", approved=(T1,))
    h.consumed("M1", "TOMATO", "T1", 50)
    wrong = h.consumed("M1", "TOMATO", "T2", 100)
    made_us = round(h.at * 60_000_000)
    h.produced("M1", "SAUCE", "A1", 150)
    h.order("completed", "M1")
    run = {"order": tagged("M1"), "operation": "10", "step": tagged("M1"), "equipment": "W1"}
    h.fact("reversed", stream="NORTH/W1/reversed", ins=wrong.ins, causes=(wrong.id,), **run)
    h.consumed("M1", "TOMATO", "T1", 100, at_us=made_us - 1)
    return h


def answer(*taken: tuple[str, str | None]) -> dict[str, Any]:
    """Backward from A1, with these edges in."""
    own = {"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged("M1")}
    ins = [{"item": key, "step": "M1", "side": "in", "role": "input", "quantity": q, **SEEN} for key, q in taken]
    out = {"item": A1, "step": "M1", "side": "out", "role": "output", "quantity": "150", **SEEN}
    keys = sorted({A1, *(key for key, _ in taken)})
    items = [
        {"key": key, "kind": "lot", "ids": [{"system": "mes", "kind": "lot", "scope": item, "id": number}]}
        for key in keys
        for _, item, number in [key.split(":")]
    ]
    return {
        "items": items,
        "steps": [{"key": "M1", "type": "operation", "documents": [own]}],
        "edges": [*ins, out],
    }


LEFT_OUT = answer((T1, "50"), (T1, "100"))
ADDED_UP = answer((T1, "150"), (T2, "100"), (T2, "-100"))
RIGHT = {"left out": LEFT_OUT, "added up": ADDED_UP}


@pytest.mark.parametrize("row", ["GEN-16", "GEN-01", "GEN-02", "GEN-05", "GEN-19"])
@pytest.mark.parametrize("told", RIGHT)
def test_net_is_gone_either_way(row: str, told: str) -> None:
    """An edge that is left out and edges that add up to nothing both say that it did not go in."""
    h = day().carry(at_once)
    h.answered(QUESTION, RIGHT[told])
    found = verdict(h, row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["GEN-16", "GEN-02", "GEN-05", "FLOW-05"])
def test_postings_that_come_to_the_net_pass(row: str, style: Any) -> None:
    """A reversal of its own and a sum over a batch both come to what truly went in."""
    found = verdict(day("none").carry(style), row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("taken", [((T1, "150"), (T2, "100")), ((T1, "150"), (T2, None))])
def test_an_answer_that_keeps_it_falls(taken: Any) -> None:
    """What was taken back and still stands in the answer, with or without its quantity, is a finding."""
    h = day().carry(at_once)
    h.answered(QUESTION, answer(*taken))
    assert outcome(h, "GEN-16") == "fail"


@pytest.mark.parametrize("vice", [lost("mes.consumption.quantity", 2), again("erp.consumption.quantity", 2)])
def test_a_reversal_that_is_lost_or_doubled_falls(vice: Any) -> None:
    """MES without the reversal has too much, ERP with two of them too little."""
    assert outcome(day("none").carry(at_once, vice), "GEN-16") == "fail"


def test_nothing_taken_back_is_no_pass() -> None:
    """Where nothing was taken back there is nothing to judge."""
    h = History(trace="none")
    h.received("TOMATO", "T1", 400)
    h.consumed("M1", "TOMATO", "T1", 50)
    assert outcome(h.carry(at_once), "GEN-16") == "skip"
