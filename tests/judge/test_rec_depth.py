"""REC-01 with customers' and service orders; REC-03 with goods in transit and stock that was held before."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS

from tests.judge.histories import (
    ENTERPRISE,
    STYLES,
    History,
    Planned,
    Style,
    Vice,
    at_once,
    changed,
    judged,
    lost,
    lot,
    tagged,
    verdict,
)
from tests.judge.test_rec import ASKED, BAD, J1, Answer, day, edge, plain, said, step

STOPPED = "carrier.consignment.stopped"


@pytest.fixture(autouse=True)
def who_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise has a carrier and a portal, and its rules speak of goods in transit."""
    plants = {"NORTH": {"locations": {"RAW": {"kind": "storage"}, "FG": {"kind": "storage"}}}}
    monkeypatch.setitem(ENTERPRISE, "plants", plants)
    monkeypatch.setitem(ENTERPRISE, "systems", {name: {} for name in ("erp", "mes", "qms", "wms", "portal", "carrier")})
    monkeypatch.setitem(ENTERPRISE, "rules", {**ENTERPRISE["rules"], "recall_in_transit": "is stopped"})


def without(monkeypatch: pytest.MonkeyPatch, *gone: str) -> None:
    left = {name: one for name, one in ENTERPRISE["systems"].items() if name not in gone}
    monkeypatch.setitem(ENTERPRISE, "systems", left)


def carried(h: History, kind: str, consignment: str, shipment: str) -> Fact:
    words = {"consignment": tagged(consignment), "shipment": tagged(shipment)}
    return h.fact(kind, system="carrier", words=words)


def recalled(h: History, *, number: str = "T1") -> Fact:
    words = {"hold": tagged(f"RD-{number}"), "reason": "recall", "supplier": "FARMCO", "supplier_lot": "F7"}
    return h.fact("hold_placed", system="qms", subject=lot("SALT", number), words=words)


def way(*, collected: bool = True, delivered: bool = False, **more: Any) -> History:
    """Two shipments hold salt of T1; one is on its way, the other has come to its customer. Then T1 is recalled."""
    h = History(trace="graph", **more)
    h.received("SALT", "T1", 100)
    h.received("SALT", "T2", 100, supplier_lot="F8")
    for number, of in (("J1", "T1"), ("J2", "T2")):
        order = f"K{number}"
        h.released(order, "JAR", 10)
        h.consumed(order, "SALT", of, 40)
        h.produced(order, "JAR", number, 80)
    h.packed(1, ("JAR", "J1", 30))
    h.packed(2, ("JAR", "J1", 30))
    h.packed(3, ("JAR", "J2", 30))
    for number in (1, 2, 3):
        h.shipped(f"S{number}", number)
    if collected:
        for number in (1, 2, 3):
            carried(h, "collected", f"C{number}", f"S{number}")
        carried(h, "delivered", "C2", "S2")
    if delivered:
        carried(h, "delivered", "C1", "S1")
    recalled(h)
    return h


def by_notice(planned: list[Planned]) -> list[Planned]:
    """The customer is told in place of the carrier."""
    for one in planned:
        if one.effect.field == "stopped":
            one.effect = msgspec.structs.replace(one.effect, system="portal", entity="notice", key="NT-1")
    return planned


def at_carrier(planned: list[Planned]) -> list[Planned]:
    return planned


def both(planned: list[Planned]) -> list[Planned]:
    """The carrier is told, and the customer as well."""
    more = [msgspec.structs.replace(one) for one in planned if one.effect.field == "stopped"]
    return [*planned, *by_notice(more)]


# -- what is on its way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("whom", [at_carrier, by_notice, both])
def test_what_is_on_its_way_is_stopped_either_way(style: Style, whom: Vice) -> None:
    """At once or in batches, at the carrier or by a notice to the customer, or both: each is right."""
    found = verdict(way().carry(style, whom), "REC-03")
    assert (found.outcome, said(found)) == ("pass", [])
    assert found.exercised == 7


def test_what_goes_on_is_a_finding() -> None:
    """Neither carrier nor customer was told: the finding says which shipment, with what, to whom."""
    (finding,) = verdict(way().carry(at_once, lost(STOPPED)), "REC-03").findings
    assert finding.sentence == (
        f"Shipment {tagged('S1')} with JAR lot {tagged('J1')} was on its way to CITYMART when lot F7 of FARMCO was "
        "recalled, and was stopped neither at the carrier nor by a notice to the customer."
    )
    assert finding.flow == "recall"


def test_a_late_stop_is_a_finding() -> None:
    """It was stopped, and long after the deadline."""
    (finding,) = verdict(way().carry(at_once, changed(STOPPED, late=60)), "REC-03").findings
    assert "was stopped only after its deadline" in finding.sentence


def test_another_shipment_stopped_is_not_this_one() -> None:
    """Whoever stops the good goods has not stopped the bad ones."""
    wrong = changed(STOPPED, order=tagged("S3"), value=tagged("S3"))
    assert verdict(way().carry(at_once, wrong), "REC-03").outcome == "fail"


@pytest.mark.parametrize("style", STYLES)
def test_what_has_come_need_not_be_stopped(style: Style) -> None:
    """Both shipments are with their customers: the stock is judged, no stop is asked for, and a note says so."""
    h = way(delivered=True).carry(style)
    found = judged(h, "REC-03")
    assert [(one.outcome, one.exercised) for one in found.verdicts] == [("pass", 6)]
    assert "REC-03: goods in transit: nothing of it was on its way" in found.notes


def test_what_comes_before_the_deadline_need_not_be_stopped() -> None:
    """It was handed over a moment after the recall: nobody could have stopped it."""
    h = way()
    carried(h, "delivered", "C1", "S1")
    assert verdict(h.carry(at_once, lost(STOPPED)), "REC-03").outcome == "pass"


def test_what_is_collected_after_the_recall_is_stopped_too() -> None:
    """It had been loaded before; the carrier took it over when the recall was decided already."""
    h = way(collected=False)
    carried(h, "collected", "C1", "S1")
    assert verdict(deepcopy(h).carry(at_once), "REC-03").exercised == 7
    assert verdict(h.carry(at_once, lost(STOPPED)), "REC-03").outcome == "fail"


def test_without_a_carrier_all_that_was_shipped_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the customers can be told: both shipments with bad jars ask for a notice."""
    without(monkeypatch, "carrier")
    assert verdict(way(collected=False).carry(at_once, by_notice), "REC-03").outcome == "pass"
    found = verdict(way(collected=False).carry(at_once, by_notice, lost("portal.notice.stopped")), "REC-03")
    assert [one.subject for one in found.findings] == [f"shipment {tagged('S1')}"]
    assert found.findings[0].system == "Customer portal"


def test_without_anybody_to_tell_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """An enterprise with neither carrier nor portal: the stock is judged as before, and a note says what was not."""
    without(monkeypatch, "carrier", "portal")
    found = judged(way(collected=False).carry(at_once), "REC-03")
    assert [(one.outcome, one.exercised) for one in found.verdicts] == [("pass", 6)]
    assert any("neither carrier nor customer portal" in note for note in found.notes)


def test_who_does_not_claim_recalls_is_not_asked_to_stop() -> None:
    """His blocks are judged, and a note says what was not looked at; a stop that he makes is outside his claims."""
    others = tuple(name for name in FLOWS if name != "recall")
    found = judged(way(claims=others).carry(at_once, lost(STOPPED)), "REC-03")
    assert [one.outcome for one in found.verdicts] == ["pass"]
    assert any("the flow recall is not claimed" in note for note in found.notes)


# -- what was held before ---------------------------------------------------------------------------------------------


def held_before() -> History:
    """Quality holds T1 for another reason, recalls it, and then releases the first hold."""
    h = History(trace="graph")
    h.received("SALT", "T1", 100)
    h.held("SALT", "T1", "Q1")
    recalled(h)
    h.at += 20
    h.unheld("SALT", "T1", "Q1")
    return h


@pytest.mark.parametrize("style", STYLES)
def test_the_first_hold_may_go(style: Style) -> None:
    """It stays blocked in three systems: asked for with the recall, and again when the first hold is released."""
    found = verdict(held_before().carry(style), "REC-03")
    assert (found.outcome, found.exercised) == ("pass", 6)


@pytest.mark.parametrize("system", ["erp", "wms", "mes"])
def test_what_is_freed_with_the_first_hold_is_a_finding(system: str) -> None:
    """In any system: the recall's hold is still in force."""

    def freed(planned: list[Planned]) -> list[Planned]:
        for one in planned:
            if one.effect.system == system and one.why == "still":
                one.effect = msgspec.structs.replace(one.effect, value="free")
        return planned

    assert verdict(held_before().carry(at_once, freed), "REC-03").outcome == "fail"


# -- whose orders -----------------------------------------------------------------------------------------------------


def ordered(answer: Answer) -> History:
    """S1 fulfils an order of the customer; service orders are open and closed on J1, and open on J2."""
    h = day()
    (at,) = [n for n, fact in enumerate(h.facts) if fact.kind == "shipped"]
    shipped = h.facts[at]
    h.facts[at] = msgspec.structs.replace(shipped, words={**shipped.words, "customer_order": tagged("CO1")})
    h.entries = [(t, kind, id, h.facts[at] if body is shipped else body) for t, kind, id, body in h.entries]
    words = {"customer_order": tagged("CO1"), "customer": "CITYMART"}
    h.fact("ordered", system="erp", words=words)
    for number, of in (("SO1", "J1"), ("SO2", "J2"), ("SO3", "J1")):
        about = {"service_order": tagged(number), "customer": "CITYMART"}
        h.fact("service_opened", system="erp", subject=lot("JAR", of), words=about)
    h.fact("service_closed", system="erp", subject=J1, words={"service_order": tagged("SO3")})
    h.answered(ASKED, answer)
    return h.carry(at_once)


def bears(answer: Answer, key: str, kind: str, number: str) -> None:
    (one,) = [one for one in answer["steps"] if one["key"] == key]
    one["documents"].append({"system": "erp", "kind": kind, "scope": "", "id": tagged(number)})


def by_step(*services: str) -> Answer:
    """A service order is a step of its own, with what it is about."""
    answer = plain()
    bears(answer, "ship", "customer_order", "CO1")
    for number in services:
        served = step(number, "service", [edge(J1, "in", "content", 1, "EA")], service_order=tagged(number))
        answer["steps"].append(served["step"])
        answer["edges"] += served["edges"]
    return answer


def by_shipment(*services: str) -> Answer:
    """A service order is a document of the shipment with which the goods left."""
    answer = plain()
    bears(answer, "ship", "customer_order", "CO1")
    for number in services:
        bears(answer, "ship", "service_order", number)
    return answer


@pytest.mark.parametrize("style", [by_step, by_shipment])
@pytest.mark.parametrize("named", [("SO1",), ("SO1", "SO3")])
def test_orders_are_named_in_both_styles(style: Callable[..., Answer], named: tuple[str, ...]) -> None:
    """The order of the shipment and the open service order; one that was closed may be named as well."""
    h = ordered(style(*named))
    for row in ("REC-01", "REC-02"):
        found = verdict(h, row)
        assert (found.outcome, said(found)) == ("pass", [])


@pytest.mark.parametrize("style", [by_step, by_shipment])
def test_an_open_service_order_is_missed(style: Callable[..., Answer]) -> None:
    """Only the closed one is named."""
    (finding,) = verdict(ordered(style("SO3")), "REC-01").findings
    assert f"does not name service order {tagged('SO1')}" in finding.sentence
    assert finding.expected == "1 service orders"


def test_a_customers_order_is_missed() -> None:
    """The shipment and the customer are named, the order is not."""
    answer = by_step("SO1")
    for one in answer["steps"]:
        one["documents"] = [own for own in one["documents"] if own["kind"] != "customer_order"]
    (finding,) = verdict(ordered(answer), "REC-01").findings
    assert f"does not name customer order {tagged('CO1')}" in finding.sentence


@pytest.mark.parametrize("style", [by_step, by_shipment])
def test_a_service_order_on_good_goods_is_named_wrongly(style: Callable[..., Answer]) -> None:
    """J2 is good, and so nobody need stop work on it."""
    (finding,) = verdict(ordered(style("SO1", "SO2")), "REC-02").findings
    assert f"names service order {tagged('SO2')}, which it did not reach" in finding.sentence


def test_where_erp_keeps_none_none_is_asked_for() -> None:
    """An enterprise without such orders: what an answer says of them is nobody's matter."""
    h = day()
    answer = by_shipment("SO9")
    h.answered(ASKED, answer)
    h.carry(at_once, lambda planned: planned)
    assert [verdict(h, row).outcome for row in ("REC-01", "REC-02")] == ["pass", "pass"]
    assert BAD in {one["key"] for one in answer["items"]}


# -- what people are told ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["S2", "C2"])
def test_people_may_be_told_of_what_has_come_already(about: str) -> None:
    """It was recalled and handed over before anybody could stop it: an exception about it has its cause."""
    h = way().carry(at_once)
    h.raised("consignment-delivered", subject=tagged(about), fact=h.facts[-1])
    assert verdict(h, "EXC-06").outcome == "pass"


def test_an_exception_about_good_goods_has_no_cause() -> None:
    """S3 holds nothing that was recalled: who raises it makes people look for nothing."""
    h = way().carry(at_once)
    h.raised("consignment-delivered", subject=tagged("S3"), fact=h.facts[-1])
    assert verdict(h, "EXC-06").outcome == "fail"
