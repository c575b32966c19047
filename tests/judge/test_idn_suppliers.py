"""IDN-06: equal numbers of two suppliers, or of one in two years, told by integrations of different build."""

from typing import Any

import msgspec
import pytest
from lotproof.harness.model.plans import Plan

from tests.judge.histories import (
    ENTERPRISE,
    STYLES,
    History,
    at_once,
    changed,
    lost,
    lot,
    outcome,
    tagged,
    verdict,
)

RULES = {"supplier_lots": "anew each year", "scopes": {"supplier_lot": "supplier/year"}}
OLD, NEW, OTHER, SAUCE = lot("SALT", "N1"), lot("SALT", "N2"), lot("SALT", "N3"), lot("SAUCE", "A1")
DAY_US = 24 * 3_600_000_000
LATE_US = 305 * DAY_US + 17 * 3_600_000_000 + DAY_US // 48
"""From the run's epoch on the first of March to half past eleven at night, UTC, when in Vienna the year has begun."""


class Told(History):
    """A history of an enterprise that says what a supplier's number is worth; its plant is in Vienna."""

    rules: dict[str, Any] = RULES

    def plan(self) -> Plan:
        plants = {"NORTH": {"timezone": "Europe/Vienna", "locations": {}}}
        whole = {**ENTERPRISE, "plants": plants, "rules": {**ENTERPRISE["rules"], **self.rules}}
        return msgspec.structs.replace(super().plan(), enterprise=whole)


def day(trace: str = "graph", claims: tuple[str, ...] = ()) -> Told:
    """F7 of FARMCO comes in before its year ends in Vienna and after; GREENHILL has an F7 too. Sauce is made of one."""
    h = Told(trace=trace, **({"claims": claims} if claims else {}))
    h.received("SALT", "N1", 100, supplier_lot=tagged("F7"))
    h.consumed("M1", "SALT", "N1", 40)
    h.produced("M1", "SAUCE", "A1", 40)
    for number, supplier in (("N2", "FARMCO"), ("N3", "GREENHILL")):
        fact = h.received("SALT", number, 50, supplier_lot=tagged("F7"), supplier=supplier)
        later = msgspec.structs.replace(fact, at_us=LATE_US)
        h.facts[h.facts.index(fact)] = later
        h.entries = [(at, kind, id, later if body is fact else body) for at, kind, id, body in h.entries]
    return h


def asked(scope: str) -> dict[str, str]:
    return {"system": "supplier", "kind": "lot", "scope": scope, "id": tagged("F7"), "direction": "forward"}


SEEN = {"source": "x#1", "event_time": "2021-03-01T06:05:00Z", "quantity": "40", "unit": "kg"}


def item(key: str, scope: str = "") -> dict[str, Any]:
    own = {"system": "mes", "kind": "lot", "scope": key.split(":")[1], "id": key.split(":")[2]}
    theirs = {"system": "supplier", "kind": "lot", "scope": scope, "id": tagged("F7")}
    return {"key": key, "kind": "lot", "ids": [*([theirs] if scope else []), own]}


def graph(*lots: str, scope: str = "", beside: str = "") -> dict[str, Any]:
    """The receipts of these lots, and what was made of N1; `beside` is another input of that step."""
    steps = [{"key": f"receipt {one}", "type": "receipt", "documents": []} for one in lots]
    edges = [{"item": one, "step": f"receipt {one}", "side": "out", "role": "output", **SEEN} for one in lots]
    if OLD in lots:
        steps.append({"key": "M1", "type": "operation", "documents": []})
        for one in (OLD, *([beside] if beside else [])):
            edges.append({"item": one, "step": "M1", "side": "in", "role": "input", **SEEN})
        edges.append({"item": SAUCE, "step": "M1", "side": "out", "role": "output", **SEEN})
    there = dict.fromkeys(edge["item"] for edge in edges)
    return {"items": [item(one, scope if one in lots else "") for one in there], "steps": steps, "edges": edges}


SCOPES = {"FARMCO/2021": OLD, "FARMCO/2022": NEW, "GREENHILL/2022": OTHER}


def answers(style: str) -> dict[str, dict[str, Any]]:
    """One keeps the number with supplier and year, and tells it; one looks it up, and shows a neighbour."""
    if style == "keeps":
        return {scope: graph(key, scope=scope) for scope, key in SCOPES.items()}
    return {scope: graph(key, beside=OTHER) for scope, key in SCOPES.items()}


def told(given: dict[str, dict[str, Any]], *vices: Any) -> Told:
    h = day()
    for scope, answer in given.items():
        h.answered(asked(scope), answer)
    h.carry(at_once, *vices)
    return h


@pytest.mark.parametrize("style", ["keeps", "looks up"])
def test_right_answers_pass_in_both_styles(style: str) -> None:
    """Each answer names its own lot and what that reached."""
    found = verdict(told(answers(style)), "IDN-06")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])
    assert found.exercised == 9


@pytest.mark.parametrize("trace", ["none", "epcis"])
@pytest.mark.parametrize("style", STYLES)
def test_without_a_trace_that_knows_numbers_the_receipts_are_judged(style: Any, trace: str) -> None:
    """Who posts at once and who batches: each receipt has its own lot, with its own supplier."""
    found = verdict(day(trace).carry(style), "IDN-06")
    assert (found.outcome, found.exercised) == ("pass", 6)


def test_who_carries_receipts_only_is_judged_on_them() -> None:
    """An integration that does not claim the floor is not asked what became of a lot."""
    found = verdict(day(claims=("receipt",)).carry(at_once), "IDN-06")
    assert (found.outcome, found.exercised) == ("pass", 6)


def wrong(scope: str, *lots: str) -> dict[str, dict[str, Any]]:
    return {**answers("keeps"), scope: graph(*lots)}


@pytest.mark.parametrize(
    "given",
    [
        wrong("FARMCO/2022", NEW, OTHER),
        wrong("FARMCO/2022", OLD, NEW),
        wrong("FARMCO/2021", OLD, NEW),
        wrong("FARMCO/2021"),
        wrong("FARMCO/2022", OLD),
        {scope: graph(key) for scope, key in SCOPES.items() if scope != "GREENHILL/2022"},
    ],
    ids=["another supplier", "the year before", "the year after", "nothing", "the first one only", "no answer"],
)
def test_answers_that_mix_or_lack_fall(given: dict[str, dict[str, Any]]) -> None:
    """The supplier or the year left out, a lot that was written over, no answer at all: findings."""
    assert outcome(told(given), "IDN-06") == "fail"


@pytest.mark.parametrize(
    "vice",
    [
        changed("erp.receipt.quantity", 2, lot=tagged("N1")),
        changed("erp.lot.supplier_lot", 2, lot=tagged("N1")),
        changed("erp.lot.supplier_lot", 1, value=f"GREENHILL/{tagged('F7')}/{tagged('PO')}"),
        lost("erp.lot.supplier_lot", 1),
    ],
)
def test_receipts_that_are_booked_together_fall(vice: Any) -> None:
    """What came in under an equal number is booked into the lot that bore it before, or under another's name."""
    assert outcome(told(answers("keeps"), vice), "IDN-06") == "fail"


def test_numbers_that_differ_are_no_pass() -> None:
    """Where nobody's number is equal to another's there is nothing to judge."""
    h = Told()
    h.received("SALT", "N1", 100, supplier_lot="F7")
    h.received("SALT", "N2", 100, supplier_lot="F8")
    assert outcome(h.carry(at_once), "IDN-06") == "skip"


def test_where_the_rule_is_told_nowhere_nothing_is_judged() -> None:
    """An enterprise that does not say what a supplier's number is worth asks nobody for it."""
    h = day("none")
    h.rules = {}
    assert outcome(h.carry(at_once), "IDN-06") == "skip"
