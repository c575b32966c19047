"""GEN-10 and the walks: units that stand in units, as cases on a pallet; one comes off before the pallet leaves."""

from typing import Any

import pytest
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.possible import impossible

from tests.judge.histories import STYLES, TAG, History, at_once, lost, outcome, tagged, verdict
from tests.judge.test_gen_units import edge, graph, making, onward, question


class Day(History):
    """Case 11 of J1 and case 12 of J2 stand on pallet 1; case 12 comes off, and both leave, each to its customer."""

    def __init__(self, trace: str = "graph") -> None:
        super().__init__(trace=trace)
        for raw, order, jar in (("T1", "K1", "J1"), ("T2", "K2", "J2")):
            self.received("SALT", raw, 100)
            self.consumed(order, "SALT", raw, 20)
            self.produced(order, "JAR", jar, 100)
        self.cases = {n: self.packed(n, ("JAR", f"J{n - 10}", 60)) for n in (11, 12)}
        self.stacked = self.fact("packed", stream="NORTH/Z1/packed", ins=self.units(11, 12), outs=self.units(1))
        self.off = self.fact(
            "unpacked", stream="NORTH/Z2/unpacked", ins=self.units(1), outs=self.units(12, role="removed")
        )
        self.gone = {"S1": self.leaving("S1", "CITYMART", 1, 11), "S2": self.leaving("S2", "HARBOUR", 12)}

    def units(self, *numbers: int, role: Any = "content") -> tuple[Portion, ...]:
        return tuple(Portion(item=self.unit(number), role=role) for number in numbers)

    def leaving(self, shipment: str, customer: str, *units: int) -> Fact:
        words = {"shipment": tagged(shipment), "customer": customer}
        return self.fact("shipped", system="wms", ins=self.units(*units), words=words)


def casing(h: Day, number: int) -> list[dict[str, Any]]:
    fact = h.cases[number]
    held = fact.ins[0]
    return [
        edge(held.item, fact.id, "in", "content", fact, held.quantity),
        edge(h.unit(number), fact.id, "out", "content", fact),
    ]


def stacking(h: Day, *numbers: int, quantity: str | None = None) -> list[dict[str, Any]]:
    on = [edge(h.unit(number), h.stacked.id, "in", "content", h.stacked, quantity) for number in numbers]
    return [*on, edge(h.unit(1), h.stacked.id, "out", "content", h.stacked)]


def coming_off(h: Day) -> list[dict[str, Any]]:
    return [
        edge(h.unit(1), h.off.id, "in", "content", h.off),
        edge(h.unit(12), h.off.id, "out", "removed", h.off),
    ]


def now(h: Day) -> dict[str, dict[str, Any]]:
    """What the pallet holds today, as two correct integrations tell it."""
    cases = [*casing(h, 11), *making(h, "1")]
    story = [*stacking(h, 11, 12), *coming_off(h), *cases, *casing(h, 12), *making(h, "2")]
    return {
        "what is in it": graph(*stacking(h, 11), *cases),
        "counted": graph(*stacking(h, 11, quantity="1"), *cases),
        "its whole story": graph(*story),
    }


@pytest.mark.parametrize("row", ["GEN-10", "GEN-01", "GEN-02"])
@pytest.mark.parametrize("told", ["what is in it", "counted", "its whole story"])
def test_what_stands_on_a_pallet_may_be_told_either_way(row: str, told: str) -> None:
    """What stands on it alone, or all that went on and came off: either way it holds case 11, and that J1."""
    h = Day().carry(at_once)
    h.answered(question(h), now(h)[told])
    found = verdict(h, row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


def test_a_case_that_came_off_and_is_named_falls() -> None:
    """An answer that has case 12 on the pallet still, and with it J2."""
    h = Day().carry(at_once)
    both = [*stacking(h, 11, 12), *casing(h, 11), *casing(h, 12), *making(h, "1", "2")]
    h.answered(question(h), graph(*both))
    assert (outcome(h, "GEN-10"), outcome(h, "GEN-02")) == ("fail", "fail")


def test_a_pallet_into_whose_cases_nobody_looks_falls() -> None:
    """It holds a case, and the answer ends there: the jars and what they are made of are missing."""
    h = Day().carry(at_once)
    h.answered(question(h), graph(*stacking(h, 11)))
    assert outcome(h, "GEN-01") == "fail"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["GEN-10", "FLOW-10", "FLOW-06"])
def test_postings_of_cases_and_pallets_pass(row: str, style: Any) -> None:
    """One by one, added up, late: WMS has each case where it stands, and each delivery what left."""
    found = verdict(Day("none").carry(style), row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("nth", [0, 2])
def test_a_case_that_wms_does_not_know_to_stand_there_falls(nth: int) -> None:
    """That case 11 stands on the pallet, or that case 12 came off it, may not be left out."""
    assert outcome(Day("none").carry(at_once, lost("wms.unit.inside", nth)), "GEN-10") == "fail"


def journey(h: Day, number: str, *, off: bool = True) -> dict[str, Any]:
    """Forward from a lot, with all that happened to its case."""
    case = {"1": 11, "2": 12}[number]
    documents = {"D1": (tagged("S1"), "CITYMART"), "D2": (tagged("S2"), "HARBOUR")}
    left = [edge(h.unit(1), "D1", "in", "content", h.gone["S1"])]
    left += [edge(h.unit(11), "D1", "in", "content", h.gone["S1"])] if number == "1" else []
    left += [edge(h.unit(12), "D2", "in", "content", h.gone["S2"])] if number == "2" else []
    around = [*stacking(h, case), *(coming_off(h) if off and number == "2" else [])]
    return graph(*making(h, number), *casing(h, case), *around, *left, documents=documents)


@pytest.mark.parametrize("row", ["GEN-03", "GEN-04"])
@pytest.mark.parametrize("number", ["1", "2"])
def test_a_lot_reaches_where_its_case_went(number: str, row: str) -> None:
    """J1 went to CITYMART on the pallet; J2 came off it before, and went to HARBOUR."""
    h = Day().carry(at_once)
    h.answered(onward(f"T{number}"), journey(h, number))
    found = verdict(h, row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


def test_a_case_whose_coming_off_nobody_tells_leads_too_far() -> None:
    """Then it went to CITYMART with the pallet as well: it did not."""
    h = Day().carry(at_once)
    h.answered(onward("T2"), journey(h, "2", off=False))
    assert outcome(h, "GEN-04") == "fail"


def test_a_case_stands_on_one_pallet_at_a_time() -> None:
    """A plant that puts one case on two pallets at once is impossible."""
    h = Day()
    again = h.fact("packed", stream="NORTH/Z1/packed", ins=h.units(11), outs=h.units(2))
    assert [one for one in impossible([*h.facts], {}) if TAG.sscc(11) in one.sentence] == [
        (f"{h.unit(11)} went into a second unit in fact {again.id}", again.id)
    ]
