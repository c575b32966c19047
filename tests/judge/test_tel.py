"""TEL-02, TEL-03, TEL-05: conditions against the samples that were sent, told by integrations of different build."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.judge.histories import ENTERPRISE, History, at_once, outcome, tagged, verdict
from tests.judge.test_gen_window import STEP, graph

Answer = dict[str, Any]
RULES: dict[str, Any] = {
    "process_record": {"environment": {}},
    "clock_bound_s": 1.0,
    "telemetry": {
        "tags": [{"plant": "NORTH", "equipment": "M1", "tag": "Temperature", "interval_s": 40, "limit": "80"}],
        "gap_intervals": 3,
    },
}
SAMPLES = (("70", "good"), ("82", "good"), ("300", "bad"), ("1", "uncertain"), ("84", "good"), ("74", "good"))
ROWS = ("TEL-02", "TEL-03", "TEL-05", "GEN-18")


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise says how often it measures."""
    monkeypatch.setitem(ENTERPRISE, "rules", {**ENTERPRISE["rules"], **RULES})


def day(*, silent: bool = False, told: bool = True) -> History:
    """A sample each half minute from 06:02:30: 70, 82, 84, 74; two more that are bad and uncertain; perhaps silence."""
    h = History(trace="graph")
    h.received("TOMATO", "T1", 400)
    run = {"equipment": "M1", "operator": "Ann Other"}
    h.at = 2.0
    h.consumed("M1", "TOMATO", "T1", 100, **run)
    for value, quality in SAMPLES:
        words = {"name": "Temperature", "value": value, "unit": "", "quality": quality}
        h.fact("sampled", stream="NORTH/M1/sampled", equipment="M1", words=words, told=told)
    h.at += 2.0 if silent else 0.0
    h.produced("M1", "SAUCE", "A1", 100, **run)
    return h


def condition(**more: Any) -> Answer:
    return {"name": "Temperature", "min": "70", "max": "84", "mean": "77.5", "above_s": 120, "quality": "good", **more}


HOLDS = condition(gap=False)
"""As one that keeps running figures: each value holds until the next; what is not good is left out."""

STRAIGHT = condition(min="1", max="300", mean="101.833", above_s=60.5, quality="uncertain", gap=None)
"""As one that stores all, lays straight lines, and says that it did."""

TWICE = (condition(above_s=115.2), {"name": "Temperature", "min": "1", "max": "300", "quality": "bad"})
"""As one that tells the good and the doubtful beside each other."""


def told(*conditions: Answer, h: History | None = None) -> History:
    h = h or day()
    end = f"2021-03-01T06:0{int(h.at - 0.5)}:{int((h.at - 0.5) % 1 * 60):02d}.000Z"
    question = {"system": "mes", "kind": "lot", "scope": "SAUCE", "id": tagged("A1"), "direction": "backward"}
    h.answered(question, graph({**STEP, "end": end, "conditions": list(conditions)}))
    return h.carry(at_once)


@pytest.mark.parametrize("conditions", [(HOLDS,), (STRAIGHT,), TWICE])
def test_right_in_each_style(conditions: tuple[Answer, ...]) -> None:
    """Left out, flagged, or told beside: all pass."""
    h = told(*conditions)
    assert {row: [one.sentence for one in verdict(h, row).findings] for row in ROWS} == {row: [] for row in ROWS}
    assert [outcome(h, row) for row in ROWS] == ["pass", "pass", "skip", "pass"]


@pytest.mark.parametrize("silent", [True, False])
def test_a_gap_is_flagged_where_there_is_one(silent: bool) -> None:
    """Silence of more than three intervals; none where samples came in time."""
    right, wrong = (told(condition(gap=flag), h=day(silent=silent)) for flag in (silent, not silent))
    assert outcome(right, "TEL-05") == ("pass" if silent else "skip")
    assert outcome(wrong, "TEL-05") == "fail"


@pytest.mark.parametrize("flag", [True, False])
def test_doubtful_samples_may_count_as_silence(monkeypatch: pytest.MonkeyPatch, flag: bool) -> None:
    """Where only doubtful samples fill a silence, either is right."""
    tags = [{**RULES["telemetry"]["tags"][0], "interval_s": 25}]
    monkeypatch.setitem(ENTERPRISE["rules"], "telemetry", {"tags": tags, "gap_intervals": 3})
    assert outcome(told(condition(gap=flag)), "TEL-05") == "skip"


VICES: dict[str, Callable[[], tuple[str, Answer]]] = {
    "bad counted": lambda: ("TEL-03", condition(max="300")),
    "uncertain counted": lambda: ("TEL-03", condition(min="1", quality=None)),
    "peak lost": lambda: ("TEL-02", condition(max="82")),
    "beyond": lambda: ("TEL-02", condition(max="85")),
    "mean": lambda: ("TEL-02", condition(mean="83")),
    "too long above": lambda: ("TEL-02", condition(above_s=190)),
    "never above": lambda: ("TEL-02", condition(above_s=0)),
    "above untold": lambda: ("TEL-02", condition(above_s=None)),
}


@pytest.mark.parametrize("vice", VICES)
def test_each_figure_is_judged(vice: str) -> None:
    """Each figure that is wrong or left out fails its own row."""
    row, wrong = VICES[vice]()
    assert outcome(told(wrong), row) == "fail"


def test_nothing_told_is_missed() -> None:
    """A tag whose samples were confirmed has its figures in the answer."""
    assert outcome(told(), "TEL-02") == "fail"


def test_what_was_never_sent_is_nobodys_fault() -> None:
    """What the plant knew and did not tell does not count; without a rule nothing is looked at."""
    assert outcome(told(h=day(told=False)), "TEL-02") == "skip"


def test_without_a_rule_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """An enterprise that publishes no interval."""
    monkeypatch.setitem(ENTERPRISE, "rules", {**ENTERPRISE["rules"], "telemetry": None})
    assert [outcome(told(HOLDS), row) for row in ROWS[:3]] == ["skip"] * 3
