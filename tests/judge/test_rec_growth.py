"""REC-07: the same answer in a short history and in a long one."""

from typing import Any

import pytest
from lotproof.harness.model.entries import Observed

from tests.judge.histories import CLIENT, ENTERPRISE, History, at_once, lot, tagged, verdict
from tests.judge.test_rec import Answer, graph, made, said

RULE = {"times": 3, "history": 5, "resolution_s": 0.1, "means": "asked whenever an order is completed"}
BACK = {"system": "mes", "kind": "lot", "scope": "SAUCE", "id": tagged("A1"), "direction": "backward"}
ORDERS = 30


@pytest.fixture(autouse=True)
def rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise says how answer times are looked at."""
    monkeypatch.setitem(ENTERPRISE, "rules", {**ENTERPRISE["rules"], "answer_time": RULE})


def day(took_s: Any, answer: Any = None, orders: int = ORDERS) -> History:
    """
    Salt T1 goes into one lot of sauce after the other; whenever an order is completed, the way back from A1 is asked
    for, and answered within `took_s` of the order's number.
    """
    h = History(trace="graph")
    h.received("SALT", "T1", 2000)
    for number in range(1, orders + 1):
        h.released(f"M{number}", "SAUCE", 10)
        h.consumed(f"M{number}", "SALT", "T1", 40)
        h.produced(f"M{number}", "SAUCE", f"A{number}", 40)
        h.order("completed", f"M{number}")
        asked = {"question": BACK, "answer": answer(number) if answer else whole(), "took_s": took_s(number)}
        h.write(h.at + 0.5 + took_s(number), "observed", Observed(what="repeated_trace", source=CLIENT, **asked))
        h.at += 2
    return h.carry(at_once)


def whole() -> Answer:
    return graph(made("M1", lot("SAUCE", "A1"), lot("SALT", "T1"), 40, 40))


def follows_its_edges(number: int) -> float:
    """From index to index: some milliseconds, now and then more."""
    return 0.004 if number % 7 else 0.3


def reads_all_of_a_small_table(number: int) -> float:
    """More with each order, and still nothing that anybody notices."""
    return 0.008 * number


def reads_all_from_far_away(number: int) -> float:
    return 0.05 * number


def slow_from_the_first(number: int) -> float:
    """Slow at every question alike: another row's matter."""
    return 2.0


@pytest.mark.parametrize("build", [follows_its_edges, reads_all_of_a_small_table, slow_from_the_first])
def test_the_same_time_is_right(build: Any) -> None:
    """However an answer is found, and however long it takes: it takes no longer as the history grows."""
    found = verdict(day(build), "REC-07")
    assert (found.outcome, found.exercised, said(found)) == ("pass", 1, [])


def test_time_that_grows_with_the_history_is_a_finding() -> None:
    """It is told with both times and both sizes of the history."""
    (finding,) = verdict(day(reads_all_from_far_away), "REC-07").findings
    assert finding.sentence == (
        f"The same answer about lot {tagged('A1')} took 1.20 s when 97 facts had left, and 0.05 s when 5 had."
    )
    assert finding.expected == "at most 3 times as long, or 0.3 s"


def test_one_slow_answer_among_quick_ones_is_none() -> None:
    """The quickest of each history counts: a machine that was busy is no finding."""
    assert verdict(day(lambda number: 5.0 if number > ORDERS - 2 else 0.01), "REC-07").outcome == "pass"


def test_an_answer_that_grows_may_take_longer() -> None:
    """What was not known at first, or is more by now, is another answer: nothing is compared."""

    def grows(number: int) -> Answer:
        return graph(*(made(f"M{one}", lot("SAUCE", f"A{one}"), lot("SALT", "T1"), 40, 40) for one in range(number)))

    assert verdict(day(reads_all_from_far_away, answer=grows), "REC-07").outcome == "skip"


def test_a_short_history_proves_nothing() -> None:
    """Fewer than five times as many facts."""
    assert verdict(day(reads_all_from_far_away, orders=4), "REC-07").outcome == "skip"


def test_without_the_rule_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """An enterprise that does not say how is not judged by it."""
    monkeypatch.delitem(ENTERPRISE["rules"], "answer_time")
    assert verdict(day(reads_all_from_far_away), "REC-07").outcome == "skip"
