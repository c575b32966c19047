"""ORD-04: the night in which a plant's clock is turned. The instant counts, in whatever zone it is written."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from lotproof.harness.model.entries import Run
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Plan

from tests.judge.histories import STYLES, History, Planned, Style, at_once, lot, outcome, tagged, verdict

ROW = "ORD-04"
BERLIN = ZoneInfo("Europe/Berlin")
TURN = datetime.fromisoformat("2021-10-31T01:00:00+00:00")
MINUTE_US = 60_000_000


class Turned(History):
    """A history whose day begins two hours before the turn; its fact times are minutes from there."""

    epoch = TURN - timedelta(hours=2)

    @property
    def header(self) -> Run:
        return msgspec.structs.replace(super().header, epoch=self.epoch.isoformat())

    def plan(self) -> Plan:
        plan = super().plan()
        plants = {name: {**said, "timezone": "Europe/Berlin"} for name, said in plan.enterprise["plants"].items()}
        return msgspec.structs.replace(plan, enterprise={**plan.enterprise, "plants": plants})


def night(*, trace: str = "none", epoch: datetime = Turned.epoch) -> tuple[Turned, list[Fact]]:
    """One weighing ten minutes before the turn, one ten minutes after."""
    h = Turned(trace=trace)
    h.epoch = epoch
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    first = h.consumed("M1", "TOMATO", "T1", 100, at_us=110 * MINUTE_US)
    second = h.consumed("M1", "TOMATO", "T1", 50, at_us=130 * MINUTE_US)
    h.at += 40
    return h, [first, second]


def instant(h: Turned, fact: Fact) -> datetime:
    return h.epoch + timedelta(microseconds=fact.at_us)


def told(h: Turned, text: Any):  # type: ignore[no-untyped-def]
    """Every posting bears the time of its fact, as `text` writes it."""

    def write(planned: list[Planned]) -> list[Planned]:
        facts = {fact.id: fact for fact in h.facts}
        for one in planned:
            one.effect = msgspec.structs.replace(one.effect, event_time=text(instant(h, facts[one.fact])))
        return planned

    return write


def utc(at: datetime) -> str:
    return at.isoformat()


def local(at: datetime) -> str:
    return at.astimezone(BERLIN).isoformat()


def once(at: datetime) -> str:
    """As the wall clock shows it, read back as the first of two."""
    return at.astimezone(BERLIN).replace(tzinfo=None).replace(tzinfo=BERLIN, fold=0).isoformat()


@pytest.mark.parametrize("text", [utc, local])
@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes(style: Style, text: Any) -> None:
    """In UTC or in the plant's own zone, posted at once or in batches."""
    h, _ = night()
    found = verdict(h.carry(style, told(h, text)), ROW)
    assert found.outcome == "pass"
    assert found.exercised


def test_the_second_pass_taken_for_the_first_falls() -> None:
    """A posting that is an hour off is found, with the instant that the source says."""
    h, _ = night()
    found = verdict(h.carry(at_once, told(h, once)), ROW)
    assert found.outcome == "fail"
    assert all("2021-10-31T01:10" in finding.expected for finding in found.findings)


@pytest.mark.parametrize("text, wanted", [(utc, "pass"), (local, "pass"), (once, "fail")])
def test_the_trace_is_looked_at_too(text: Any, wanted: str) -> None:
    """Edges of an answer bear the source's instant, whatever the postings say."""
    h, weighed = night(trace="graph")
    h.produced("M1", "SAUCE", "A1", 150, at_us=140 * MINUTE_US)
    key, made = lot("TOMATO", "T1"), lot("SAUCE", "A1")
    common = {"step": "M1", "unit": "kg"}
    ins = [
        {**common, "item": key, "side": "in", "role": "input", "quantity": quantity, "source": h.source(fact)}
        | {"event_time": text(instant(h, fact))}
        for fact, quantity in zip(weighed, ("100", "50"), strict=True)
    ]
    items = [
        {"key": one, "kind": "lot", "ids": [{"system": "mes", "kind": "lot", "scope": item, "id": tagged(number)}]}
        for one, item, number in ((key, "TOMATO", "T1"), (made, "SAUCE", "A1"))
    ]
    out = {**common, "item": made, "side": "out", "role": "output", "quantity": "150"}
    question = {"system": "mes", "kind": "lot", "scope": "SAUCE", "id": tagged("A1"), "direction": "backward"}
    h.carry(at_once, told(h, utc))
    h.answered(question, {"items": items, "steps": [{"key": "M1", "type": "operation"}], "edges": [*ins, out]})
    assert outcome(h, ROW) == wanted


def test_a_day_without_a_turn_proves_nothing() -> None:
    """On any other day the row stays unexercised, whatever zone the plant is in."""
    h, _ = night(epoch=Turned.epoch + timedelta(days=20))
    assert outcome(h.carry(at_once, told(h, once)), ROW) == "skip"
