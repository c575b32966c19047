"""GEN-10 and GEN-20: what handling units hold, after unpacking and packing again, now and as of an earlier moment."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from lotproof.harness.model.facts import Fact, Portion

from tests.judge.histories import (
    EPOCH,
    STYLES,
    TAG,
    History,
    again,
    at_once,
    happened,
    lost,
    lot,
    outcome,
    part,
    tagged,
    verdict,
)

J1, J2, T1, T2 = lot("JAR", "J1"), lot("JAR", "J2"), lot("SALT", "T1"), lot("SALT", "T2")
SEEN = {"source": "NORTH/Z1/packed#1", "unit": "EA"}


class Day(History):
    """A unit with J1 goes to a customer, comes back, is taken apart, and goes to another with J2."""

    def __init__(self, trace: str = "graph") -> None:
        super().__init__(trace=trace)
        for raw, order, jar in (("T1", "K1", "J1"), ("T2", "K2", "J2")):
            self.received("SALT", raw, 100)
            self.consumed(order, "SALT", raw, 20)
            self.produced(order, "JAR", jar, 100)
        self.first = self.packed(1, ("JAR", "J1", 60))
        self.gone = self.shipped("S1", 1)
        self.apart = self.unpacked(1, ("JAR", "J1", 60))
        self.second = self.packed(1, ("JAR", "J2", 40))
        self.gone_again = self.shipped("S2", 1)

    def unpacked(self, unit: int, *contents: tuple[str, str, int]) -> Fact:
        out = tuple(part(lot(item, number), "removed", quantity) for item, number, quantity in contents)
        ins = (Portion(item=self.unit(unit), role="content"),)
        return self.fact("unpacked", stream="NORTH/Z2/unpacked", ins=ins, outs=out, equipment="Z2")

    def shipped(self, shipment: str, *units: int) -> Fact:
        ins = tuple(Portion(item=self.unit(unit), role="content") for unit in units)
        words = {"shipment": tagged(shipment), "customer": {"S1": "CITYMART", "S2": "HARBOUR"}[shipment]}
        return self.fact("shipped", system="wms", ins=ins, words=words)


def before(fact: Fact) -> str:
    """A moment between this fact and the one before."""
    return (datetime.fromisoformat(EPOCH) + timedelta(microseconds=fact.at_us - 1_000_000)).isoformat()


def edge(item: str, step: str, side: str, role: str, fact: Fact, quantity: str | None = None) -> dict[str, Any]:  # noqa: PLR0917
    return {
        "item": item,
        "step": step,
        "side": side,
        "role": role,
        "quantity": quantity,
        "event_time": happened(fact),
    } | SEEN


def graph(*edges: dict[str, Any], documents: dict[str, tuple[str, str]] | None = None) -> dict[str, Any]:
    """An answer of these edges; steps bear order, or shipment and customer."""
    own = documents or {}
    keys = sorted({one["item"] for one in edges})
    steps = sorted({one["step"] for one in edges})
    items = []
    for key in keys:
        kind, scope, number = key.split(":")
        items.append({"key": key, "kind": kind, "ids": [{"system": "wms", "kind": kind, "scope": scope, "id": number}]})
    told = []
    for step in steps:
        kinds = zip(("shipment", "customer"), own.get(step, ()), strict=False)
        named = [{"system": "wms", "kind": kind, "scope": "", "id": number} for kind, number in kinds]
        order = [{"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged(step)}] if step[0] == "K" else []
        told.append({"key": step, "type": "step", "documents": [*named, *order]})
    return {"items": items, "steps": told, "edges": list(edges)}


def making(h: Day, *numbers: str) -> list[dict[str, Any]]:
    """How these jars were made."""
    made = [f for f in h.facts if f.kind in ("consumed", "produced")]
    rows = []
    for n in numbers:
        used, out = made[2 * int(n) - 2 : 2 * int(n)]
        rows.append({**edge(lot("SALT", f"T{n}"), f"K{n}", "in", "input", used, "20"), "unit": "kg"})
        rows.append(edge(lot("JAR", f"J{n}"), f"K{n}", "out", "output", out, "100"))
    return rows


def packing(h: Day, fact: Fact) -> list[dict[str, Any]]:
    held = fact.ins[0]
    return [
        edge(held.item, fact.id, "in", "content", fact, held.quantity),
        edge(h.unit(1), fact.id, "out", "content", fact),
    ]


def taking(h: Day, role: str = "removed") -> list[dict[str, Any]]:
    out = h.apart.outs[0]
    return [
        edge(h.unit(1), h.apart.id, "in", "content", h.apart),
        edge(out.item, h.apart.id, "out", role, h.apart, out.quantity),
    ]


def question(h: Day, **more: str) -> dict[str, str]:
    return {"system": "wms", "kind": "unit", "scope": "NORTH", "id": TAG.sscc(1), "direction": "backward", **more}


def onward(number: str, **more: str) -> dict[str, str]:
    asked = {"system": "wms", "kind": "lot", "scope": "SALT", "id": tagged(number), "direction": "forward"}
    return {**asked, **more}


def now(h: Day) -> dict[str, dict[str, Any]]:
    """What a unit holds today, as two correct integrations tell it."""
    story = [*packing(h, h.first), *taking(h, "content"), *packing(h, h.second), *making(h, "1", "2")]
    return {"what is in it": graph(*packing(h, h.second), *making(h, "2")), "its whole story": graph(*story)}


def journeys(h: Day, *numbers: str) -> dict[str, Any]:
    """Forward from lots: with all that ever happened to the unit."""
    left = [edge(h.unit(1), s, "in", "content", f) for s, f in (("D1", h.gone), ("D2", h.gone_again))]
    documents = {"D1": (tagged("S1"), "CITYMART"), "D2": (tagged("S2"), "HARBOUR")}
    packed = [*packing(h, h.first), *taking(h), *packing(h, h.second)]
    kept = [
        one
        for one in packed
        if one["item"].startswith("unit:") or one["item"][-len(tagged("1")) :] in {tagged(n) for n in numbers}
    ]
    return graph(*making(h, *numbers), *kept, *left, documents=documents)


@pytest.mark.parametrize("row", ["GEN-10", "GEN-01", "GEN-02"])
@pytest.mark.parametrize("told", ["what is in it", "its whole story"])
def test_contents_today_may_be_told_either_way(row: str, told: str) -> None:
    """What is in the unit alone, or all that went in and came out: both say that it holds J2."""
    h = Day().carry(at_once)
    h.answered(question(h), now(h)[told])
    found = verdict(h, row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["GEN-10", "FLOW-10", "FLOW-06"])
def test_postings_that_come_to_what_is_in_it_pass(row: str, style: Any) -> None:
    """Packing and unpacking one by one, or added up: WMS has J2 in the unit, and each delivery what left."""
    found = verdict(Day("none").carry(style), row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize(
    "vice", [lost("wms.unit.quantity", 1), again("wms.unit.quantity", 1), lost("wms.unit.quantity", 2)]
)
def test_an_unpacking_that_is_lost_or_doubled_falls(vice: Any) -> None:
    """WMS has goods in the unit that are not there, or too few."""
    assert outcome(Day("none").carry(at_once, vice), "GEN-10") == "fail"


def test_old_contents_of_a_used_number_fall() -> None:
    """An answer that names what the unit held under its number before, and not that it came out, is wrong."""
    h = Day().carry(at_once)
    h.answered(question(h), graph(*packing(h, h.first), *packing(h, h.second), *making(h, "1", "2")))
    assert (outcome(h, "GEN-10"), outcome(h, "GEN-02")) == ("fail", "fail")


@pytest.mark.parametrize(("number", "row"), [("1", "GEN-03"), ("1", "GEN-04"), ("2", "GEN-03"), ("2", "GEN-04")])
def test_a_lot_reaches_where_its_unit_went_while_it_was_in_it(number: str, row: str) -> None:
    """The whole story of a unit is read in time: J1 went to CITYMART with it, J2 to HARBOUR."""
    h = Day().carry(at_once)
    h.answered(onward(f"T{number}"), journeys(h, number))
    found = verdict(h, row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


def test_a_unit_without_its_unpacking_leads_too_far() -> None:
    """Where nobody tells that J1 came out, it went to HARBOUR as well: it did not."""
    h = Day().carry(at_once)
    told = journeys(h, "1")
    told["edges"] = [one for one in told["edges"] if one["step"] != h.apart.id]
    h.answered(onward("T1"), told)
    assert outcome(h, "GEN-04") == "fail"


def past(h: Day) -> dict[str, dict[str, Any]]:
    """Just before it was taken apart the unit held J1; with its journey, or without."""
    left = edge(h.unit(1), "D1", "in", "content", h.gone)
    plain = [*packing(h, h.first), *making(h, "1")]
    return {"what was in it": graph(*plain), "and where it was": graph(*plain, left)}


@pytest.mark.parametrize("told", ["what was in it", "and where it was"])
def test_as_of_tells_what_was_in_it_then(told: str) -> None:
    """Asked as of before the unpacking, the unit held J1, of which nothing is there today."""
    h = Day().carry(at_once)
    h.answered(question(h, as_of=before(h.apart)), past(h)[told])
    found = verdict(h, "GEN-20")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("told", ["what is in it", "its whole story"])
def test_todays_answer_to_a_question_as_of_then_falls(told: str) -> None:
    """What the unit holds today it did not hold then, and what happened later is not told."""
    h = Day().carry(at_once)
    h.answered(question(h, as_of=before(h.apart)), now(h)[told])
    assert outcome(h, "GEN-20") == "fail"


def test_an_answer_as_of_then_is_judged_by_that_row_alone() -> None:
    """What was true then is not what is true now: the other rows look at answers of today."""
    h = Day().carry(at_once)
    h.answered(question(h, as_of=before(h.apart)), past(h)["what was in it"])
    assert {outcome(h, row) for row in ("GEN-01", "GEN-02")} == {"skip"}


def test_forward_as_of_then_ends_there() -> None:
    """Before the unit left again, J2 had reached nobody; J1 had reached CITYMART."""
    h = Day().carry(at_once)
    told = journeys(h, "1")
    told["edges"] = [one for one in told["edges"] if one["step"] not in (h.apart.id, h.second.id, "D2")]
    h.answered(onward("T1", as_of=before(h.apart)), told)
    assert outcome(h, "GEN-20") == "pass"
    h.answered(onward("T2", as_of=before(h.apart)), journeys(h, "2"))
    assert outcome(h, "GEN-20") == "fail"


def test_what_was_taken_back_since_is_not_true_then() -> None:
    """A consumption that is reversed later did not happen, also as of the time in between: as it is known today."""
    h = History(trace="graph")
    h.received("SALT", "T1", 100)
    wrong = h.consumed("K1", "SALT", "T1", 20)
    made = h.produced("K1", "JAR", "J1", 100)
    run = {"order": tagged("K1"), "operation": "10", "step": tagged("K1"), "equipment": "W1"}
    back = h.fact("reversed", stream="NORTH/W1/reversed", ins=wrong.ins, causes=(wrong.id,), **run)
    h.carry(at_once)
    asked = {"system": "mes", "kind": "lot", "scope": "JAR", "id": tagged("J1"), "direction": "backward"}
    asked["as_of"] = before(back)
    out = edge(J1, "K1", "out", "output", made, "100")
    h.answered(asked, graph(out, edge(T1, "K1", "in", "input", wrong, "20")))
    assert outcome(h, "GEN-20") == "fail"


def test_no_answer_is_a_finding_and_no_question_is_no_pass() -> None:
    """Who cannot answer as of a moment falls; who was not asked was not looked at."""
    h = Day().carry(at_once)
    assert outcome(h, "GEN-20") == "skip"
    h.answered(question(h, as_of=before(h.apart)), None, problem="expected status 200, got 400")
    assert outcome(h, "GEN-20") == "fail"
