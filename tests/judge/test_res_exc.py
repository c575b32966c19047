"""RES, API, AUD, EXC and IDN: trouble is survived, and what a person must know is raised as what it is."""

import pytest

from tests.judge.histories import STYLES, History, again, at_once, changed, lost, outcome, verdict

FLOWS = ("material_issue", "operation_completion")


def away(system: str) -> History:
    """A system is away while a consumption and an inspection are to be posted."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.consumed("M1", "TOMATO", "T1", 100)
    hit = h.call(h.at, system, "postings", status=503, key="k", digest="d")
    h.strike("away", "http_outage", system, h.at - 2, h.at + 0.5, hit, hinders=FLOWS)
    return h


def cut() -> History:
    """The MQTT connection dies inside a message."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    fact = h.consumed("M1", "TOMATO", "T1", 100)
    h.strike("cut", "mqtt_cut", "mqtt", h.at - 0.5, h.at + 0.5, fact, hinders=FLOWS)
    return h


def killed() -> History:
    h = cut()
    h.strike("kill", "process_kill", "process", h.at - 0.5, h.at + 0.5, h.at - 0.4, hinders=FLOWS)
    return h


def poisoned() -> History:
    """A message that nobody can read comes before a consumption; it is raised."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.strike("poison", "mqtt_poison", "mqtt", h.at, h.at + 0.1, h.at + 0.05)
    h.raised("malformed-message", kind="technical", at=h.at + 0.2)
    h.consumed("M1", "TOMATO", "T1", 100)
    return h


SITUATIONS = {
    "RES-01": (lambda: away("erp"), [lost("erp.consumption.quantity"), again("erp.consumption.quantity")]),
    "RES-02": (lambda: away("mes"), [lost("mes.consumption.quantity"), changed("mes.consumption.quantity", late=40)]),
    "RES-03": (cut, [lost("erp.consumption.quantity"), again("mes.consumption.quantity")]),
    "RES-05": (killed, [lost("erp.consumption.quantity"), again("mes.consumption.quantity")]),
    "RES-07": (poisoned, [lost("erp.consumption.quantity"), changed("erp.consumption.quantity", late=40)]),
    "RES-10": (cut, [lost("erp.consumption.quantity"), lost("mes.consumption.quantity")]),
    "AUD-01": (
        cut,
        [changed("erp.consumption.quantity", reference=""), changed("erp.consumption.quantity", reference="batch-7")],
    ),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", SITUATIONS)
def test_a_correct_integration_passes(row, style):
    """Two styles survive the trouble, and pass."""
    found = verdict(SITUATIONS[row][0]().carry(style), row)
    assert (found.outcome, [f.sentence for f in found.findings]) == ("pass", [])


@pytest.mark.parametrize(("row", "vice"), [(row, vice) for row, (_, vices) in SITUATIONS.items() for vice in vices])
def test_the_vice_falls(row, vice):
    """What is lost, doubled or never caught up fails the row of its trouble."""
    assert outcome(SITUATIONS[row][0]().carry(at_once, vice), row) == "fail"


@pytest.mark.parametrize("row", [*SITUATIONS, "RES-08", "RES-12", "API-02", "EXC-01", "EXC-02", "EXC-07", "IDN-07"])
def test_nothing_happened_is_no_pass(row):
    """A row whose trouble did not occur is skipped."""
    assert outcome(History(), row) == "skip"


def test_poison_that_is_swallowed_falls():
    """A message that cannot be read and that nobody hears of is found."""
    h = poisoned()
    h.exceptions.clear()
    assert outcome(h.carry(at_once), "RES-07") == "fail"


def test_half_posted_and_raised_passes():
    """What is in one system and stands in the exception queue is no half-posted state."""
    h = cut()
    h.raised("erp-refused", fact=h.facts[-1])
    assert outcome(h.carry(at_once, lost("erp.consumption.quantity")), "RES-10") == "pass"


def retried(*, pause_s: float, retry_after_s: float = 0.0) -> History:
    h = History()
    first = h.call(1.0, "erp", "goods_movements", status=503, key="k", digest="d")
    settings = {"status": "503", "retry_after_s": retry_after_s} if retry_after_s else {"status": "500"}
    h.strike("away", "http_outage", "erp", 0.5, 1.5, first, **settings)
    h.call(1.01 + pause_s, "erp", "goods_movements", status=201, key="k", digest="d")
    return h


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (retried(pause_s=0.2), "pass"),
        (retried(pause_s=2.0), "pass"),
        (retried(pause_s=1.1, retry_after_s=1), "pass"),
        (retried(pause_s=0.001), "fail"),
        (retried(pause_s=0.3, retry_after_s=1), "fail"),
    ],
)
def test_retries_leave_room(history, expected):
    """A pause passes, long or short; none at all, or one shorter than Retry-After, falls."""
    assert outcome(history, "RES-08") == expected


def test_several_askers_for_a_token_are_no_retry():
    """Two workers that each ask for a token while the system is away have not pressed on with one call."""
    h = History()
    first = h.call(1.0, "mes", "token", status=503, key="", digest="d")
    h.strike("away", "http_outage", "mes", 0.5, 1.5, first, status="503")
    h.call(1.001, "mes", "token", status=503, key="", digest="d")
    assert outcome(h, "RES-08") == "skip"


def refused(status: int, *, again: bool) -> History:
    """A posting is refused for the time being; it is made again, or given up."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.consumed("M1", "TOMATO", "T1", 100)
    h.call(h.at, "erp", "goods_movements", status=status, key="k", digest="d")
    if again:
        h.call(h.at + 0.5, "erp", "goods_movements", status=201, key="k", digest="d")
        return h.carry(at_once)
    return h.carry(at_once, lost("erp.consumption.quantity"))


@pytest.mark.parametrize(("row", "status"), [("RES-12", 423), ("API-02", 401)])
def test_a_refusal_for_now_is_tried_again(row, status):
    """Made again passes; given up, with the effect missing, falls; a batch that bears it later passes too."""
    assert outcome(refused(status, again=True), row) == "pass"
    assert outcome(refused(status, again=False), row) == "fail"


# -- exceptions -----------------------------------------------------------------------------------------------------


def unknown_lot() -> History:
    """Somebody types a lot that nobody ever received."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.consumed("M1", "TOMATO", "T9", 10)
    return h


def test_an_unknown_lot_that_is_raised_passes():
    """Raised by the fact's identity or by the lot's number: both pass, both stay open rightly."""
    by_fact, by_lot = unknown_lot(), unknown_lot()
    by_fact.raised("unknown-lot", fact=by_fact.facts[-1], subject="T9")
    by_lot.raised("lot-unknown", subject=by_lot.facts[-1].ins[0].item.split(":")[2])
    for h in (by_fact, by_lot):
        h.carry(at_once)
        assert [outcome(h, row) for row in ("EXC-02", "IDN-07", "EXC-05", "EXC-06")] == ["pass"] * 4


def test_an_unknown_lot_that_is_swallowed_falls():
    """Neither posted nor raised: dropped."""
    h = unknown_lot().carry(at_once)
    assert [outcome(h, row) for row in ("EXC-02", "IDN-07")] == ["fail"] * 2


def test_an_unknown_lot_that_is_invented_falls():
    """A receipt for a lot that nobody received is an invention, though an exception was raised."""
    h = unknown_lot()
    h.raised("unknown-lot", fact=h.facts[-1])
    fact = h.facts[-1]

    def invent(planned):
        effect = type(planned[0].effect)(
            posting="",
            client="",
            system="erp",
            entity="receipt",
            key="R9",
            field="quantity",
            delta="10",
            item="TOMATO",
            lot=fact.ins[0].item.split(":")[2],
            reference=h.source(fact),
        )
        return [*planned, type(planned[0])(at=h.at + 1, effect=effect, fact=fact.id)]

    assert outcome(h.carry(at_once, invent), "IDN-07") == "fail"


def test_a_business_exception_called_technical_falls():
    """An unknown lot is no fault of a wire."""
    h = unknown_lot()
    h.raised("unknown-lot", kind="technical", fact=h.facts[-1])
    h.carry(at_once)
    assert outcome(h, "EXC-05") == "fail"
    assert outcome(h, "EXC-02") == "fail"


def test_an_outage_called_business_falls():
    """A system that is away is no business exception."""
    h = away("erp")
    h.raised("unreachable", kind="business", fact=h.facts[-1], at=h.at, closed=h.at + 2)
    assert outcome(h.carry(at_once), "EXC-05") == "fail"


def cooking() -> History:
    """An order is under way, and the tomatoes are in."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.received("SALT", "S1", 60)
    h.released("M1")
    h.order("started", "M1")
    h.consumed("M1", "TOMATO", "T1", 100)
    return h


def incomplete() -> History:
    """An order is completed without its salt, which is scanned later."""
    h = cooking()
    completed = h.order("completed", "M1")
    h.at += 4
    h.raised(
        "missing-component", severity="critical", fact=completed, subject=completed.order, at=h.at - 2, closed=h.at + 2
    )
    h.consumed("M1", "SALT", "S1", 2)
    return h


def test_a_missing_component_that_is_raised_passes():
    """Critical, after the grace, and closed when the scan comes."""
    h = incomplete().carry(at_once)
    assert [outcome(h, row) for row in ("EXC-01", "EXC-05", "EXC-06", "EXC-07")] == ["pass"] * 4


def test_a_missing_component_that_nobody_hears_of_falls():
    """No exception, or one that is not critical, fails."""
    h = incomplete()
    h.exceptions[0]["severity"] = "minor"
    assert outcome(h, "EXC-01") == "fail"
    h.exceptions.clear()
    assert outcome(h.carry(at_once), "EXC-01") == "fail"


def test_an_exception_that_never_closes_falls():
    """The cause is gone and the exception stands."""
    h = incomplete()
    h.exceptions[0]["closed_at"] = None
    assert outcome(h.carry(at_once), "EXC-07") == "fail"


def test_an_exception_about_two_components_stands_while_one_is_missing():
    """The salt came, and the tomatoes never did: the cause is not gone."""
    h = History()
    h.received("SALT", "S1", 60)
    h.released("M1")
    h.order("started", "M1")
    completed = h.order("completed", "M1")
    h.at += 4
    h.raised("missing-component", severity="critical", fact=completed, subject=completed.order, at=h.at - 2)
    h.consumed("M1", "SALT", "S1", 2)
    assert [outcome(h.carry(at_once), row) for row in ("EXC-01", "EXC-07")] == ["pass"] * 2


def test_what_was_taken_back_is_not_consumed():
    """The only scan of salt was taken back before the order was completed: that is to be raised, and stays open."""
    h = cooking()
    wrong = h.consumed("M1", "SALT", "S1", 2)
    run = {"order": wrong.order, "operation": "10", "step": wrong.step, "equipment": "W1"}
    h.fact("reversed", stream="NORTH/W1/reversed", ins=wrong.ins, causes=(wrong.id,), **run)
    completed = h.order("completed", "M1")
    h.at += 20
    h.received("SALT", "S2", 1)
    h.carry(at_once)
    assert outcome(h, "EXC-01") == "fail"
    h.raised("missing-component", severity="critical", fact=completed, subject=completed.order, at=h.at - 17)
    assert [outcome(h, row) for row in ("EXC-01", "EXC-06", "EXC-07")] == ["pass"] * 3


@pytest.mark.parametrize("raised", [True, False], ids=["looks when it is gone", "looks before or after"])
def test_what_was_taken_back_after_the_completion_may_be_raised(raised: bool):
    """The salt was in, is taken back by mistake, and comes again: whoever looks meanwhile raises it rightly."""
    h = cooking()
    wrong = h.consumed("M1", "SALT", "S1", 2)
    run = {"order": wrong.order, "operation": "10", "step": wrong.step, "equipment": "W1"}
    completed = h.order("completed", "M1")
    h.fact("reversed", stream="NORTH/W1/reversed", ins=wrong.ins, causes=(wrong.id,), **run)
    h.at += 4
    if raised:
        h.raised(
            "missing-component",
            severity="critical",
            fact=completed,
            subject=completed.order,
            at=h.at - 2,
            closed=h.at + 2,
        )
        assert outcome(h, "EXC-05") == "pass"
    h.consumed("M1", "SALT", "S1", 2)
    h.carry(at_once)
    assert {outcome(h, row) for row in ("EXC-01", "EXC-05", "EXC-06", "EXC-07")} <= {"pass", "skip"}


def test_an_exception_without_names_falls():
    """An exception that says neither source nor correlation id helps nobody."""
    h = unknown_lot()
    h.raised("unknown-lot", subject=h.facts[-1].ins[0].item.split(":")[2])
    assert outcome(h.carry(at_once), "EXC-07") == "fail"


def test_noise_falls():
    """What has no cause and stays open is noise; what closes within the grace is none."""
    h = cut()
    h.raised("hm", fact=h.facts[0], at=1.0, closed=1.5)
    assert outcome(h.carry(at_once), "EXC-06") == "pass"
    noisy = History()
    noisy.received("TOMATO", "T1", 400)
    noisy.raised("hm", subject="T1")
    assert outcome(noisy.carry(at_once), "EXC-06") == "fail"


def test_what_an_earlier_run_left_open_is_none_of_this_ones_matter():
    """An exception that bears a sequence number from before the run, or was raised long before it, is not looked at."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.raised("unknown-lot", at=0.0, source="NORTH/W1/consumed#17")
    h.raised("malformed-message", kind="technical", at=-5.0)
    assert outcome(h.carry(at_once), "EXC-06") == "pass"


def test_a_late_fact_may_be_raised_for_a_system_that_is_away():
    """What came after its order was closed has a business reason, and during an outage a technical one too."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.order("started", "M1")
    h.order("completed", "M1")
    h.order("closed", "M1")
    late = h.consumed("M1", "TOMATO", "T1", 100)
    hit = h.call(h.at, "erp", "postings", status=503, key="k", digest="d")
    h.strike("away", "http_outage", "erp", h.at - 2, h.at + 0.5, hit, hinders=FLOWS)
    h.raised("unreachable", kind="technical", fact=late, at=h.at, closed=h.at + 2)
    assert outcome(h.carry(at_once), "EXC-05") != "fail"
