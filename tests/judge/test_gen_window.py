"""GEN-18: equipment, operator, window and conditions of an operation, told by integrations of different build."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.judge.histories import ENTERPRISE, History, at_once, lot, outcome, tagged, verdict

T1, A1 = lot("TOMATO", "T1"), lot("SAUCE", "A1")
Answer = dict[str, Any]
RULES = {"process_record": {"environment": {"M1": ["R1"]}}, "clock_bound_s": 1.0}


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise says what belongs to an operation."""
    monkeypatch.setitem(ENTERPRISE, "rules", {**ENTERPRISE["rules"], **RULES})


def measured(h: History, machine: str, name: str, value: str, told: bool) -> None:
    words = {"name": name, "value": value, "unit": "", "quality": "good"}
    h.fact("sampled", stream=f"NORTH/{machine}/sampled", equipment=machine, words=words, told=told)


def day(*, told: bool = True, **more: Any) -> History:
    """
    From 06:02 to 06:06: three temperatures and the room's; others before and after. A half-second is 30 s of the day.
    """
    h = History(trace="graph", **more)
    h.received("TOMATO", "T1", 400)
    run = {"equipment": "M1", "operator": "Ann Other"}
    measured(h, "M1", "Temperature", "20.0", told)
    h.at = 2.0
    h.consumed("M1", "TOMATO", "T1", 100, **run)
    for value in ("72.5", "74.0", "73.0"):
        measured(h, "M1", "Temperature", value, told)
    measured(h, "R1", "RoomTemperature", "12.5", told)
    h.at = 6.0
    h.produced("M1", "SAUCE", "A1", 100, **run)
    measured(h, "M1", "Temperature", "85.0", told)
    return h


def condition(name: str, low: str | None, high: str | None, **more: Any) -> Answer:
    return {"name": name, "min": low, "max": high, **more}


STEP: Answer = {
    "key": "M1",
    "type": "operation",
    "start": "2021-03-01T06:02:00.000Z",
    "end": "2021-03-01T06:06:00.000Z",
    "equipment": "M1",
    "operator": "Ann Other",
    "documents": [{"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged("M1")}],
    "conditions": [condition("Temperature", "72.5", "74.0"), condition("RoomTemperature", "12.5", "12.5")],
}
"""As one that stored what came, and looked when it was asked."""

RUNNING: Answer = {
    **STEP,
    "start": "2021-03-01T07:02:00.4+01:00",
    "end": "2021-03-01T07:05:59.8+01:00",
    "conditions": [
        condition("Temperature", "72.50", "74.00", quality="good", gap=False),
        condition("RoomTemperature", "12.50", "12.50"),
        condition("Vibration", "0.1", "0.2"),
    ],
}
"""As one that keeps the least and the greatest in doubles as they come, with the plant's own offset and more tags."""


def graph(*steps: Answer) -> Answer:
    ends = [(T1, "in", "input"), (A1, "out", "output")]
    lots = [
        {"key": key, "kind": "lot", "ids": [{"system": "mes", "kind": "lot", "scope": item, "id": number}]}
        for key, _, _ in ends
        for _, item, number in [key.split(":")]
    ]
    edges = [
        {"item": key, "step": step["key"], "side": side, "role": role, "quantity": 100 / len(steps), "unit": "kg"}
        for step in steps
        for key, side, role in ends
    ]
    return {"items": lots, "steps": list(steps), "edges": edges}


def told(*steps: Answer, h: History | None = None) -> History:
    h = h or day()
    question = {"system": "mes", "kind": "lot", "scope": "SAUCE", "id": tagged("A1"), "direction": "backward"}
    h.answered(question, graph(*steps))
    return h.carry(at_once)


@pytest.mark.parametrize("step", [STEP, RUNNING])
def test_right_in_both_styles(step: Answer) -> None:
    """Stored and looked up, or kept as it came; in either zone: both pass."""
    found = verdict(told(step), "GEN-18")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])
    assert found.exercised == 3


def test_who_samples_slowly_is_not_blamed_for_a_peak() -> None:
    """Where no copy of a value was confirmed, any value of the window will do; where one was, the peak is told."""
    slow = {
        **STEP,
        "conditions": [condition("Temperature", "73.0", "73.0"), condition("RoomTemperature", "12.5", "12.5")],
    }
    assert outcome(told(slow, h=day(told=False)), "GEN-18") == "pass"
    assert outcome(told(slow), "GEN-18") == "fail"


def test_a_run_in_several_steps_lies_within_its_window() -> None:
    """A step per event is no wrong window, as long as it is inside."""
    first = {**STEP, "key": "M1/1", "end": STEP["start"], "conditions": []}
    assert outcome(told(first, {**STEP, "key": "M1/2"}), "GEN-18") == "pass"
    assert outcome(told(first, {**STEP, "key": "M1/2", "end": "2021-03-01T06:09:00Z"}), "GEN-18") == "fail"


VICES: dict[str, Callable[[Answer], Answer]] = {
    "equipment": lambda step: {**step, "equipment": "W1"},
    "operator": lambda step: {**step, "operator": None},
    "start": lambda step: {**step, "start": "2026-09-21T12:53:21Z"},
    "end": lambda step: {**step, "end": None},
    "Temperature": lambda step: {
        **step,
        "conditions": [condition("Temperature", "20.0", "85.0"), step["conditions"][1]],
    },
    "RoomTemperature": lambda step: {**step, "conditions": step["conditions"][:1]},
}


@pytest.mark.parametrize("field", VICES)
def test_each_field_is_judged(field: str) -> None:
    """Somebody else, another time, values of another window, a sensor left out: one finding, about that field."""
    found = verdict(told(VICES[field](STEP)), "GEN-18")
    assert [one.subject for one in found.findings] == [f"{field} of order {tagged('M1')}"]
    assert found.outcome == "fail"


def test_a_time_without_a_zone_is_none() -> None:
    """Nobody can say when that was."""
    assert outcome(told({**STEP, "start": "2021-03-01T06:02:00"}), "GEN-18") == "fail"


def test_two_who_ran_it_are_both_right() -> None:
    """Where the shift changed within a run, either person may stand for it, and nobody else."""
    h = day()
    h.at = 5.5
    h.consumed("M1", "TOMATO", "T1", 5, equipment="M1", operator="Bo Next")
    assert outcome(told({**STEP, "operator": "Bo Next"}, h=h), "GEN-18") == "pass"
    assert outcome(told({**STEP, "operator": "Cy Third"}, h=h), "GEN-18") == "fail"


def test_without_an_operation_or_a_rule_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty day, and an enterprise that does not say what a window is: not exercised."""
    assert outcome(History(trace="graph"), "GEN-18") == "skip"
    monkeypatch.setitem(ENTERPRISE, "rules", {"grace_s": 1.0})
    assert outcome(told(STEP), "GEN-18") == "skip"
