"""ORD and QUA: order, time and quality."""

import msgspec
import pytest
from lotproof.harness.judge.judgement import verdicts_of
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.model.effects import Effect

from tests.judge.histories import (
    STYLES,
    History,
    Planned,
    at_once,
    changed,
    happened,
    lost,
    lot,
    of,
    outcome,
    part,
    tagged,
    verdict,
)


def overtaken() -> History:
    """A consumption is confirmed after a later one."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    first = h.fact(
        "consumed",
        stream="NORTH/W1/consumed",
        order=tagged("M1"),
        operation="10",
        step="M1",
        ins=(part(lot("TOMATO", "T1"), "input", 100),),
        told=False,
    )
    h.consumed("M1", "TOMATO", "T1", 50)
    h.delivered(first, "mqtt", at=h.at + 0.3)
    h.strike("late", "mqtt_reorder", "mqtt", h.left[first.id], h.at + 0.2, first)
    return h


def after_close() -> History:
    """A consumption is shown after its order was closed."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.order("started", "M1")
    h.order("completed", "M1")
    h.order("closed", "M1")
    h.consumed("M1", "TOMATO", "T1", 10)
    return h


def status_overtaken() -> History:
    """MES tells `completed` before `started` comes (again)."""
    h = History()
    h.released("M1")
    started = h.order("started", "M1")
    h.at += 8
    h.order("completed", "M1")
    h.delivered(started, "webhook", at=h.at + 1, copy_no=2)
    return h


def holds() -> History:
    """Two holds on one lot and one on what was made of it; a rejected lot; a scrapped one."""
    h = History()
    for number in ("T1", "T3"):
        h.received("TOMATO", number, 400)
    h.decided("TOMATO", "T1")
    h.decided("TOMATO", "T3", "rejected")
    h.at += 8
    h.held("TOMATO", "T3", "H3")
    h.released("M1")
    h.order("started", "M1")
    h.consumed("M1", "TOMATO", "T1", 100)
    h.produced("M1", "SAUCE", "A1", 99)
    h.at += 8
    h.held("SAUCE", "A1", "H1")
    h.at += 8
    h.held("SAUCE", "A1", "H2")
    h.unheld("TOMATO", "T3", "H3")
    h.fact("refused", system="wms", subject="lot:SAUCE:A1", words={"act": "move", "reason": "lot-blocked"})
    h.unheld("SAUCE", "A1", "H1")
    h.at += 8
    h.disposed("SAUCE", "A1", 99)
    h.at += 8
    h.unheld("SAUCE", "A1", "H2")
    h.at += 8
    return h


def cascade() -> History:
    """A hold on a lot of which something was made before."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.decided("TOMATO", "T1")
    h.released("M1")
    h.order("started", "M1")
    h.consumed("M1", "TOMATO", "T1", 100)
    h.produced("M1", "SAUCE", "A1", 99)
    h.at += 8
    h.held("TOMATO", "T1", "H1")
    h.at += 8
    return h


def exceeded() -> History:
    h = History()
    h.crossed("SAUCE", "A1", "X1")
    h.at += 8
    return h


def freed(why):
    """Sets a lot free for a moment when a hold on it is released."""

    def vice(planned):
        for one in [p for p in planned if p.why == why]:
            one.effect = type(one.effect)(**{**plain(one.effect), "value": "free"})
        return planned

    return vice


def begins(client, *, first):
    """ERP shows A1 as free when one of its holds was released: by this client, as its first status there or not."""

    def vice(planned):
        still = next(p for p in planned if p.why == "still" and p.effect.system == "erp")
        before = [p for p in planned if p.at <= still.at and same_sheet(p, still)]
        free = Effect(**{**plain(still.effect), "value": "free", "client": client})
        begun = Planned(at=still.at + 0.1, effect=free, fact=still.fact)
        again = Planned(at=still.at + 0.2, effect=still.effect, fact=still.fact)
        return [*(p for p in planned if not (first and p in before)), begun, again]

    return vice


def same_sheet(one, other):
    return all(
        getattr(one.effect, name) == getattr(other.effect, name)
        for name in ("system", "entity", "field", "item", "lot")
    )


@pytest.mark.parametrize(
    ("client", "first", "outcome"),
    [("rule:production", True, "pass"), ("rule:production", False, "fail"), ("", True, "fail"), ("", False, "fail")],
)
def test_a_system_lets_a_lot_begin_as_free(client, first, outcome):
    """
    A production that comes to ERP late, after one of two holds was released: ERP's own first status frees nothing.
    What the integration itself sets, and what comes after another status, does.
    """
    found = verdict(holds().carry(at_once, begins(client, first=first)), "QUA-04")
    assert (found.outcome, "shows SAUCE lot" in str(found.findings)) == (outcome, outcome == "fail")


def in_a_row(late: float) -> History:
    """Freed, and at once held twice and released once; the word of the first release comes `late`."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.decided("TOMATO", "T1")
    h.held("TOMATO", "T1", "H1")
    h.at += 8
    first = h.unheld("TOMATO", "T1", "H1")
    for hold in ("H2", "H3"):
        h.held("TOMATO", "T1", hold)
    h.unheld("TOMATO", "T1", "H2")
    h.at += 20

    def one_by_one(history):
        return [msgspec.structs.replace(one, at=one.at + late * (one.fact == first.id)) for one in at_once(history)]

    return h.carry(one_by_one)


@pytest.mark.parametrize(("late", "said"), [(0, "pass"), (1.5, "pass"), (12, "fail")])
def test_the_word_of_an_earlier_release_may_come_in_its_time(late, said):
    """Holds and releases close together: who works through them one by one shows the lot free in between."""
    assert outcome(in_a_row(late), "QUA-04") == said


def plain(effect):
    return {name: getattr(effect, name) for name in effect.__struct_fields__}


def back_to_started(planned):
    """Posts the older status again after the newer one."""
    older = of("erp.order.status", 0)(planned)
    return [*planned, type(older)(at=older.at + 20, effect=older.effect, fact=older.fact)]


SITUATIONS = {
    "ORD-01": (overtaken, lost("erp.consumption.quantity")),
    "ORD-02": (after_close, lost("erp.consumption.quantity")),
    "ORD-03": (after_close, changed("erp.consumption.quantity", event_time="2026-01-01T00:00:00Z")),
    "ORD-05": (status_overtaken, back_to_started),
    "QUA-01": (holds, lost("mes.lot.status", -3)),
    "QUA-03": (cascade, lost("wms.lot.status", -1)),
    "QUA-04": (holds, freed("still")),
    "QUA-05": (exceeded, lost("qms.nonconformance.exceedance")),
    "QUA-06": (holds, lost("erp.disposal.quantity")),
    "QUA-09": (holds, freed("dead")),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", SITUATIONS)
def test_a_correct_integration_passes(row, style):
    """Two styles end in the same state, and pass."""
    found = verdict(SITUATIONS[row][0]().carry(style), row)
    assert (found.outcome, [f.sentence for f in found.findings]) == ("pass", [])


def all_holds_to_mes(planned):
    """Never tells MES of a hold."""
    return [p for p in planned if not (p.effect.system == "mes" and p.why == "held")]


def nothing_to_descendants(planned):
    return [p for p in planned if p.why != "cascade"]


VICES = {
    **{row: vice for row, (_, vice) in SITUATIONS.items()},
    "QUA-01": all_holds_to_mes,
    "QUA-03": nothing_to_descendants,
}


@pytest.mark.parametrize("row", SITUATIONS)
def test_the_vice_falls(row):
    """Each row falls on its own vice."""
    assert outcome(SITUATIONS[row][0]().carry(at_once, VICES[row]), row) == "fail"


@pytest.mark.parametrize("row", SITUATIONS)
def test_nothing_happened_is_no_pass(row):
    """A row whose situation did not occur is skipped."""
    assert outcome(History(), row) == "skip"


def test_a_late_fact_may_be_raised_in_place_of_being_posted():
    """A consumption after the close that stands in the exception queue is not dropped."""
    h = after_close()
    h.raised("order-closed", fact=h.facts[-1], subject=tagged("M1"))
    vices = (lost("erp.consumption.quantity"), lost("mes.consumption.quantity"))
    assert outcome(h.carry(at_once, *vices), "ORD-02") == "pass"
    assert outcome(h, "FLOW-05") == "skip"


def test_a_held_lot_that_was_used_is_found_in_the_truth():
    """Nothing kept people from a held lot: the world itself is the evidence."""
    h = cascade()
    h.consumed("M1", "TOMATO", "T1", 50)
    found = verdict(h.carry(at_once), "QUA-02")
    assert found.outcome == "fail"
    assert "H1" in found.findings[0].sentence


def test_a_refused_act_passes():
    """An act that was tried in vain is what a hold is for."""
    assert outcome(holds().carry(at_once), "QUA-02") == "pass"


def test_a_nonconformance_too_many_falls():
    """A second one for the same exceedance, and one for something that was none, are both found."""
    twice = exceeded().carry(at_once)
    other = of("qms.nonconformance.exceedance")(at_once(twice)).effect
    twice.effect(twice.at + 1, type(other)(**{**plain(other), "key": "NC-2"}))
    assert outcome(twice, "QUA-05") == "fail"
    more = exceeded().carry(at_once)
    more.effect(more.at + 1, type(other)(**{**plain(other), "key": "NC-2", "value": tagged("X9")}))
    assert outcome(more, "QUA-05") == "fail"


def test_a_hold_by_rule_is_passed_on_like_any_other():
    """QMS's own hold is no fact of the plant; it has to block the lot all the same."""

    def by_rule():
        h = History()
        h.received("TOMATO", "T1", 400)
        h.decided("TOMATO", "T1")
        return h

    def hold(h):
        named = {"item": "TOMATO", "lot": tagged("T1"), "key": f"H-{tagged('X1')}", "value": "active"}
        ruled = {"posting": "", "client": "rule:nonconformance", "system": "qms", "entity": "hold", "field": "status"}
        h.effect(h.at + 5, Effect(**ruled, **named))

    h = by_rule().carry(at_once)
    hold(h)
    assert outcome(h, "QUA-01") == "fail"
    for system in ("erp", "wms", "mes"):
        named = {"item": "TOMATO", "lot": tagged("T1"), "key": f"TOMATO/{tagged('T1')}", "value": "blocked"}
        h.effect(h.at + 6, Effect(posting="", client="", system=system, entity="lot", field="status", **named))
    assert outcome(h, "QUA-01") == "pass"


def test_a_document_of_many_facts_has_one_time():
    """What an order used up in one document may bear the time of its last fact on every line, and no later one."""
    h = History()
    for number in ("T1", "T2"):
        h.received("TOMATO", number, 400)
    h.order("started", "M1")
    first, last = h.consumed("M1", "TOMATO", "T1", 150), h.consumed("M1", "TOMATO", "T2", 80)
    evidence = h.carry(at_once).evidence()
    for time, expected in ((happened(last), "pass"), ("2030-01-01T00:00:00Z", "fail")):
        for place, made in enumerate(evidence.made):
            if made.effect.system == "erp" and made.effect.entity == "consumption":
                effect = msgspec.structs.replace(made.effect, posting="one", reference="NB-1", event_time=time)
                evidence.made[place] = msgspec.structs.replace(made, effect=effect)
        (found,) = verdicts_of(evidence, [REQUIREMENTS["ORD-03"]]).verdicts
        assert found.outcome == expected, first
