"""IDM: what comes twice counts once, what only looks alike counts twice."""

import pytest

from tests.judge.histories import STYLES, History, Planned, again, at_once, lost, outcome, verdict


def consumed_once() -> tuple[History, object]:
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    return h, h.consumed("M1", "TOMATO", "T1", 100)


def redelivered() -> History:
    """The message comes again on MQTT, and both copies are confirmed."""
    h, fact = consumed_once()
    h.delivered(fact, "mqtt", at=h.at + 1, copy_no=2)
    h.strike("dup", "mqtt_duplicate", "mqtt", h.at - 0.5, h.at + 1, fact)
    return h


def resent() -> History:
    """The machine says the same fact again."""
    h, fact = consumed_once()
    h.delivered(fact, "mqtt", at=h.at + 1, copy_no=2)
    h.strike("again", "floor_resend", "mqtt", h.at - 0.5, h.at + 1, fact)
    return h


def told_twice() -> History:
    """A webhook comes twice."""
    h = History()
    fact = h.received("TOMATO", "T1", 400)
    h.delivered(fact, "webhook", at=h.at + 0.1, copy_no=2)
    return h


def on_two_paths() -> History:
    """MQTT and OPC UA both bring the fact."""
    return consumed_once()[0]


def killed() -> History:
    """The integration is killed after it has posted."""
    h, _ = consumed_once()
    h.strike("kill", "process_kill", "process", h.at + 2, h.at + 3, h.at + 2.1)
    return h


def twins() -> History:
    """Two consumptions that are alike in everything but seq."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    h.consumed("M1", "TOMATO", "T1", 150, at_us=7)
    h.consumed("M1", "TOMATO", "T1", 150, at_us=7)
    return h


TWICE = again("erp.consumption.quantity")
SITUATIONS = {
    "IDM-01": (redelivered, TWICE),
    "IDM-02": (resent, TWICE),
    "IDM-04": (told_twice, again("erp.receipt.quantity")),
    "IDM-05": (on_two_paths, TWICE),
    "IDM-06": (twins, lost("erp.consumption.quantity")),
    "IDM-07": (killed, again("erp.consumption.quantity", after=5.0)),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", SITUATIONS)
def test_a_correct_integration_passes(row, style):
    """One effect passes, whether it is posted at once or in a batch."""
    assert outcome(SITUATIONS[row][0]().carry(style), row) == "pass"


@pytest.mark.parametrize("row", SITUATIONS)
def test_the_vice_falls(row):
    """The effect that is made twice, or the twin that is left out, fails the row."""
    situation, vice = SITUATIONS[row]
    found = verdict(situation().carry(at_once, vice), row)
    assert found.outcome == "fail"
    assert "TOMATO" in found.findings[0].sentence


@pytest.mark.parametrize("row", [*SITUATIONS, "IDM-03", "IDM-09"])
def test_without_the_fault_nothing_is_proved(row):
    """A fault that did not hit leaves its row unexercised, never passed."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.order("started", "M1")
    h.delivered(h.consumed("M1", "TOMATO", "T1", 150, told=False), "mqtt")
    h.delivered(h.consumed("M1", "TOMATO", "T1", 90, told=False), "opcua")
    assert outcome(h.carry(at_once), row) == "skip"


def test_a_confirmed_copy_is_needed():
    """A copy that the client never confirmed proves nothing about duplicates."""
    h, fact = consumed_once()
    h.delivered(fact, "mqtt", at=h.at + 1, copy_no=2, acked=False)
    h.strike("dup", "mqtt_duplicate", "mqtt", h.at - 0.5, h.at + 1, fact)
    assert outcome(h.carry(at_once), "IDM-01") == "skip"


def with_lost_answer(*, key: str, twice: bool = False, read: bool = False, style=at_once) -> History:
    """The first posting of a consumption is committed, its answer is lost, and it is made again."""
    h, _ = consumed_once()
    planned = [one for one in style(h) if one.effect.entity == "consumption" and one.effect.system == "erp"]
    first: Planned = planned[0]
    h.carry(style, lost("erp.consumption.quantity"))
    h.effect(first.at, first.effect, lost=True, key="k1")
    digest = f"{first.effect.reference}/{first.effect.entity}/{first.effect.key}/{first.effect.delta}"
    if read:
        h.call(first.at + 0.3, "erp", "list", status=200, key="", digest="", method="GET")
    if twice:
        h.effect(first.at + 0.5, first.effect, key=key)
    elif not read:
        h.call(first.at + 0.5, "erp", "consumptions", status=201, key=key, digest=digest)
    return h


@pytest.mark.parametrize("style", STYLES)
def test_a_lost_answer_ends_in_one_effect(style):
    """The same key again passes, and so does a look for what is there already."""
    for h in (with_lost_answer(key="k1", style=style), with_lost_answer(key="", read=True, style=style)):
        assert outcome(h, "IDM-03") == "pass"
        assert outcome(h, "IDM-09") in ("pass", "skip")


def test_a_lost_answer_with_a_new_key_falls():
    """A retry under another key doubles the effect: both rows say so."""
    h = with_lost_answer(key="k2", twice=True)
    assert outcome(h, "IDM-03") == "fail"
    assert outcome(h, "IDM-09") == "fail"


def test_one_key_on_two_requests_falls():
    """A key that stands on two different requests is found, whatever was answered."""
    h = History()
    h.call(1.0, "erp", "orders", status=201, key="k", digest="one")
    h.call(2.0, "erp", "orders", status=422, key="k", digest="two")
    assert outcome(h, "IDM-09") == "fail"
