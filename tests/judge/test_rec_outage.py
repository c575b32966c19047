"""REC-06: what is said of a recall while a system is away, and when it is back."""

from collections.abc import Callable
from typing import Any

import pytest
from lotproof.harness.model.entries import Observed

from tests.judge.histories import CLIENT, History, at_once, lot, tagged, verdict
from tests.judge.test_rec import A1, AGAIN, ASKED, J1, U1, Answer, edge, graph, made, receipt, said

BAD = lot("SALT", "T1")
BEGAN, BACK = 20.0, 50.0


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise has the places that the facts name."""
    from tests.judge.histories import ENTERPRISE

    monkeypatch.setitem(ENTERPRISE, "plants", {"NORTH": {"locations": {"RAW": {"kind": "storage"}}}})


def day(*told: tuple[float, Any], after: Answer | None = None, problem: str = "") -> History:
    """
    T1 of F7 went into A1 and J1, and J1 into unit 1. Then WMS is away: F7 comes in again as T4, and unit 1 leaves. F7
    is recalled, and asked for at these moments; and at the end.
    """
    h = History(trace="graph")
    h.received("SALT", "T1", 100)
    for order, item in (("M1", "SAUCE"), ("K1", "JAR")):
        h.released(order, item, 10)
    h.consumed("M1", "SALT", "T1", 40)
    h.produced("M1", "SAUCE", "A1", 40)
    h.consumed("K1", "SAUCE", "A1", 40)
    h.produced("K1", "JAR", "J1", 80)
    h.packed(1, ("JAR", "J1", 30))
    h.strike("away", "http_outage", "wms", BEGAN, BACK, hinders=("receipt", "shipment", "lot_status"))
    h.at = BEGAN + 0.5
    h.received("SALT", "T4", 100)
    h.shipped("S1", 1)
    for number in ("T1", "T4"):
        words = {"hold": tagged(f"RC-{number}"), "reason": "recall", "supplier": "FARMCO", "supplier_lot": "F7"}
        h.fact("hold_placed", system="qms", subject=lot("SALT", number), words=words)
    for at, answer in told:
        asked = {"answer": answer} if answer else {"problem": problem or "expected status 200, got 404", "status": 404}
        asked |= {"status": 503} if problem.endswith("503") else {}
        h.write(at, "observed", Observed(what="outage_trace", source=CLIENT, question=ASKED, took_s=0.1, **asked))
    h.at = BACK + 10
    h.answered(ASKED, after or whole())
    return h.carry(at_once)


def steps(*, dark: bool) -> list[Answer]:
    packed = [edge(J1, "in", "content", 30, "EA"), edge(U1, "out", "content")]
    runs = made("M1", A1, BAD, 40, 40), made("K1", J1, A1, 40, 80)
    before = [receipt(BAD), *runs, {**step("pack", "pack", packed)}]
    left = step("ship", "shipment", [edge(U1, "in", "content")], shipment=tagged("S1"), customer="CITYMART")
    return [*before, receipt(AGAIN), left] if dark else before


def step(key: str, type: str, edges: list[Answer], **documents: str) -> Answer:
    from tests.judge.test_rec import step as told

    return told(key, type, edges, **documents)


def whole() -> Answer:
    """Who hears by webhook knows all of it."""
    return {**graph(*steps(dark=True)), "complete": True, "unknown": []}


def in_doubt() -> Answer:
    """Who polls misses what happened in the dark, and says since when WMS was not read."""
    return {**graph(*steps(dark=False)), "complete": False, "unknown": ["wms since 06:20"]}


def only_unknown() -> Answer:
    """The same, told by `unknown` alone."""
    return {**graph(*steps(dark=False)), "unknown": ["wms"]}


def kept_quiet() -> Answer:
    """What happened in the dark is missing, and nothing is said."""
    return graph(*steps(dark=False))


def test_without_an_outage_nothing_is_looked_at() -> None:
    """A recall that nobody asked for while a system was away is skipped."""
    assert verdict(day(), "REC-06").outcome == "skip"


@pytest.mark.parametrize("answer", [whole, in_doubt, only_unknown])
def test_knowing_it_and_saying_that_one_does_not_are_both_right(answer: Callable[[], Answer]) -> None:
    """By webhook all is known; by polling it is said what is not."""
    found = verdict(day((45.0, answer())), "REC-06")
    assert (found.outcome, found.exercised, said(found)) == ("pass", 2, [])


def test_a_claim_to_be_whole_that_is_not_is_a_finding() -> None:
    """T4, the shipment and the customer are missing, and the answer says that it is complete."""
    (finding,) = verdict(day((45.0, kept_quiet())), "REC-06").findings
    assert finding.sentence == (
        "The recall of lot F7 of FARMCO asked while a system is away, is said to be complete, and does not name "
        f"SALT lot {tagged('T4')}, shipment {tagged('S1')}, customer CITYMART."
    )


def test_what_happened_a_moment_ago_need_not_be_known() -> None:
    """Asked at once, nobody has had the time to find out that WMS is away."""
    assert verdict(day((23.0, kept_quiet())), "REC-06").outcome == "pass"


def test_an_answer_that_came_when_all_was_back_is_none_of_the_outage() -> None:
    """It crossed the end of the outage, and is not looked at."""
    assert verdict(day((BACK + 0.05, kept_quiet())), "REC-06").outcome == "skip"


def test_no_answer_is_a_finding_and_503_is_not() -> None:
    """404 says that there is no such lot; 503 says that it cannot be told now."""
    assert verdict(day((45.0, None)), "REC-06").outcome == "fail"
    assert verdict(day((45.0, None), problem="expected status 200, got 503"), "REC-06").outcome == "pass"


@pytest.mark.parametrize(
    ("after", "word"),
    [(kept_quiet, "after the outage"), (lambda: {**whole(), "complete": False}, "is not said to be complete")],
)
def test_after_recovery_the_answer_is_whole_and_says_so(after: Callable[[], Answer], word: str) -> None:
    """What came in the dark is named, and no doubt remains."""
    (finding,) = verdict(day((45.0, in_doubt()), after=after()), "REC-06").findings
    assert word in finding.sentence


def test_doubt_is_right_where_something_stands_open() -> None:
    """An exception is open: who then says that it may lack something is right."""
    h = day((45.0, in_doubt()), after={**whole(), "complete": False})
    h.raised("technical", subject="T1")
    assert verdict(h, "REC-06").outcome == "pass"
