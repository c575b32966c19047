"""TEL-01 and TEL-04: a burst of samples, and what it may not do."""

from collections.abc import Callable
from typing import Any

import pytest
from lotproof.harness.model.connector import Rhythm
from lotproof.harness.model.facts import Fact
from msgspec.structs import replace

from tests.judge.histories import ENTERPRISE, History, Planned, Vice, at_once, outcome, verdict

TELEMETRY: dict[str, Any] = {
    "tags": [{"plant": "NORTH", "equipment": "M1", "tag": "Temperature", "interval_s": 60}],
    "gap_intervals": 3,
    "erp_calls": {"per_fact": 5, "means": "calls of ERP per business fact, beside what is polled"},
}
ROWS = ("TEL-01", "TEL-04")
DEAF = "it does not listen to measured values on MQTT"


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise says how often it measures, and how often ERP may be called."""
    monkeypatch.setitem(ENTERPRISE, "rules", {**ENTERPRISE["rules"], "telemetry": TELEMETRY})


def sample(h: History, at: float, at_us: int, *, told: bool = True) -> Fact:
    words = {"name": "Temperature", "value": "80", "unit": "", "quality": "good"}
    h.at = at
    return h.fact("sampled", stream="NORTH/M1/sampled", equipment="M1", words=words, at_us=at_us, told=told)


def day(*, samples: int = 150, told: bool = True, poll_s: float = 0.0) -> History:
    """A sample a minute, then many within two seconds, in the midst of which sauce is made; and a day after it."""
    h = History()
    h.connector.rhythm = Rhythm(poll_s=poll_s, backoff_max_s=1.0)
    h.received("TOMATO", "T1", 400)
    for minute in range(3):
        sample(h, 2.0 + minute, minute * 60_000_000)
    for number in range(samples):
        sample(h, 10 + number * 2 / samples, 600_000_000 + number * 100_000, told=told)
        if number == samples // 2:
            h.released("M1", "SAUCE", 100)
            h.consumed("M1", "TOMATO", "T1", 100)
            h.produced("M1", "SAUCE", "A1", 100)
    h.at = 100.0
    h.consumed("M1", "TOMATO", "T1", 50)
    return h


def in_batches(h: History) -> list[Planned]:
    """One that polls each second and posts what it has found."""
    return [replace(one, at=float(int(one.at) + 1)) for one in at_once(h)]


def late(since: float, until: float) -> Vice:
    """What left in this time is posted twenty seconds later."""
    return lambda planned: [replace(one, at=one.at + 20) if since <= one.at < until else one for one in planned]


def asked(h: History, times: int, op: str = "orders", *, start: float = 10.0, every: float = 0.01) -> History:
    """ERP is read so often."""
    for number in range(times):
        h.call(start + number * every, "erp", op, status=200, key="", digest="", method="GET")
    return h


@pytest.mark.parametrize("style", [at_once, in_batches])
def test_a_burst_that_nobody_feels(style: Callable[[History], list[Planned]]) -> None:
    """Posted at once, or in batches beside a poll each second: both are right."""
    h = day(poll_s=1.0 if style is in_batches else 0.0).carry(style)
    if style is in_batches:
        asked(h, 100, "changes", start=1.0, every=1.0)
    assert {row: [one.sentence for one in verdict(h, row).findings] for row in ROWS} == {row: [] for row in ROWS}
    assert [outcome(h, row) for row in ROWS] == ["pass", "pass"]


def test_what_was_due_in_a_burst_and_came_late_is_a_finding() -> None:
    """Twenty seconds behind the burst."""
    assert outcome(day().carry(at_once, late(9, 20)), "TEL-04") == "fail"


def test_what_is_late_on_another_day_is_another_rows_matter() -> None:
    """The consumption long after the burst."""
    assert outcome(day().carry(at_once, late(90, 200)), "TEL-04") == "pass"


@pytest.mark.parametrize("more", [{"samples": 50}, {"told": False}])
def test_without_a_burst_that_was_sent_nothing_is_looked_at(more: dict[str, Any]) -> None:
    """Too few samples, or few that were sent to this integration."""
    h = asked(day(**more).carry(at_once, late(9, 20)), 300)
    assert [outcome(h, row) for row in ROWS] == ["skip", "skip"]


def test_who_does_not_listen_to_values_is_not_concerned() -> None:
    """The row leaves the scope, with the reason."""
    h = History()
    h.requires = ROWS
    h.received("TOMATO", "T1", 400)
    sample(h, 2.0, 0, told=False)
    h.carry(at_once)
    assert [(verdict(h, row).outcome, verdict(h, row).reason) for row in ROWS] == [("omit", DEAF)] * 2


def test_a_call_per_sample_is_a_finding() -> None:
    """The sentence says how often, what for, and how many were right."""
    (finding,) = verdict(asked(day().carry(at_once), 150), "TEL-01").findings
    assert "150 of them as orders" in finding.sentence and finding.system == "ERP"


def test_polls_count_as_declared_and_no_further() -> None:
    """Each second is declared: a hundred in as many seconds are right, six hundred are not."""
    right, wrong = day(poll_s=1.0).carry(at_once), day(poll_s=1.0).carry(at_once)
    assert outcome(asked(right, 100, "changes", start=1.0, every=1.0), "TEL-01") == "pass"
    assert outcome(asked(wrong, 600, "changes", start=1.0, every=0.1), "TEL-01") == "fail"


def test_what_was_refused_does_not_count() -> None:
    """Tries and manners are other rows' matter."""
    h = day().carry(at_once)
    for number in range(300):
        h.call(10 + number * 0.01, "erp", "orders", status=503, key="", digest="", method="GET")
    assert outcome(h, "TEL-01") == "pass"
