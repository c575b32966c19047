"""FLOW: each row passes two integrations of different build, fails on its vice, skips what did not happen."""

import pytest

from tests.judge.histories import STYLES, History, again, at_once, changed, judged, lost, outcome, tagged, verdict

ELSEWHERE = ("FLOW-02", "FLOW-12", "FLOW-13", "FLOW-14", "FLOW-15")
"""Rows whose situation has a history of its own."""


def day() -> History:
    """A short day with everything that FLOW is about."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.received("SALT", "S1", 60)
    h.decided("TOMATO", "T1")
    h.moved("TOMATO", "T1", 200)
    h.moved("TOMATO", "T1", 100)
    h.released("M1")
    h.at += 6
    h.order("changed", "M1", quantity="480")
    h.at += 6
    h.order("started", "M1")
    h.consumed("M1", "TOMATO", "T1", 150)
    h.consumed("M1", "TOMATO", "T1", 100)
    h.consumed("M1", "SALT", "S1", 6)
    h.produced("M1", "SAUCE", "A1", 253)
    h.produced("M1", "SAUCE", "A1", 3, "scrap")
    h.at += 8
    h.order("completed", "M1")
    h.at += 8
    h.order("closed", "M1")
    h.packed(1, ("SAUCE", "A1", 100))
    h.shipped("S1", 1)
    h.returned("S1", "SAUCE", "A1", 20)
    return h


@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes_every_flow(style):
    """Posting at once and posting in batches both pass every FLOW row that the day exercises."""
    found = {v.requirement: v for v in judged(day().carry(style)).verdicts if v.requirement.startswith("FLOW")}
    assert {id: v.outcome for id, v in found.items() if v.outcome not in ("pass", "skip")} == {}, [
        f.sentence for v in found.values() for f in v.findings
    ]
    assert all(v.exercised for id, v in found.items() if id not in ELSEWHERE)


VICES = {
    "FLOW-01": [lost("mes.work_order.order"), again("mes.work_order.order"), changed("mes.work_order.order", late=60)],
    "FLOW-03": [lost("mes.work_order.quantity", 1)],
    "FLOW-04": [
        lost("erp.receipt.quantity"),
        lost("qms.inspection.quantity"),
        changed("erp.lot.supplier_lot", value="FARMCO//"),
    ],
    "FLOW-05": [
        lost("erp.consumption.quantity"),
        again("erp.consumption.quantity"),
        changed("erp.consumption.quantity", delta="150000", unit="g"),
        changed("erp.consumption.quantity", late=30),
        changed("erp.consumption.quantity", lot=tagged("T2")),
    ],
    "FLOW-06": [lost("erp.production.quantity"), changed("erp.production.quantity", 1, status="good")],
    "FLOW-08": [lost("erp.movement.quantity"), again("erp.movement.quantity", 1)],
    "FLOW-09": [lost("erp.lot.status")],
    "FLOW-10": [lost("erp.delivery.quantity"), changed("erp.delivery.quantity", lot="")],
    "FLOW-11": [changed("erp.return.quantity", status="free"), changed("erp.return.quantity", order="")],
    "FLOW-16": [lost("erp.order.status", 2), lost("erp.order.status", 1)],
}


@pytest.mark.parametrize(("row", "vice"), [(row, vice) for row, vices in VICES.items() for vice in vices])
def test_each_flow_falls_on_its_vice(row, vice):
    """An effect that is lost, doubled, late or of another value fails the row that speaks of it."""
    found = verdict(day().carry(at_once, vice), row)
    assert found.outcome == "fail"
    assert all(finding.sentence and finding.subject and finding.timeline for finding in found.findings)


@pytest.mark.parametrize("row", VICES)
def test_nothing_happened_is_no_pass(row):
    """A row whose situation did not occur is skipped."""
    assert outcome(History(), row) == "skip"


def test_orders_wait_for_mes_in_release_order():
    """Orders released while MES was away pass when they come in order of release, and fail when they come turned."""

    def away(*vices):
        h = History()
        first = h.at
        h.released("M1")
        h.released("M2")
        hit = h.call(first + 0.1, "mes", "work_orders", status=503, key="k", digest="d")
        h.strike("away", "http_outage", "mes", first - 0.1, first + 2, hit, hinders=("order_release",))
        return h.carry(at_once, *vices)

    def turned(planned):
        orders = [p for p in planned if p.effect.entity == "work_order"]
        for one in orders[:2]:
            one.at += 3
        return planned

    assert outcome(away(), "FLOW-02") == "pass"
    assert outcome(away(turned), "FLOW-02") == "fail"
    assert outcome(away(lost("mes.work_order.order", 1)), "FLOW-02") == "fail"


def test_a_withdrawn_order_need_not_arrive():
    """An order that was cancelled before its deadline may be missing in MES; one that is there must be cancelled."""
    h = History()
    h.released("X1")
    h.order("cancelled", "X1")
    assert judged(h, "FLOW-01", "FLOW-03").counts == {"skip": 2}
    h = History()
    h.released("X1")
    h.at += 8
    h.order("cancelled", "X1")
    assert outcome(h.carry(at_once, lost("mes.work_order.status")), "FLOW-03") == "fail"


def test_what_people_had_to_enter_fails_the_flow_but_is_netted():
    """A late effect beside a manual one is not counted twice; the flow has failed all the same."""
    h = History()
    h.received("TOMATO", "T1", 400)
    effects = [p.effect for p in at_once(h) if p.effect.entity == "inspection"]
    h.effect(h.at + 8, effects[0], manual=True)
    h.carry(at_once, changed("qms.inspection.quantity", late=9))
    sentences = [finding.sentence for finding in verdict(h, "FLOW-04").findings]
    assert len(sentences) == 1
    assert "by hand" in sentences[0]
