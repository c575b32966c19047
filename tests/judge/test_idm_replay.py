"""IDM-08: what a whole shift has brought about is what it was, when its sources have sent all of it again."""

import pytest
from lotproof.harness.model.facts import Fact

from tests.judge.histories import STYLES, History, Style, again, at_once, outcome, verdict

ROW = "IDM-08"


def shift() -> tuple[History, list[Fact]]:
    """Two weighings, a production and a pallet; then it is night."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    told = [
        h.consumed("M1", "TOMATO", "T1", 100),
        h.consumed("M1", "TOMATO", "T1", 50),
        h.produced("M1", "SAUCE", "A1", 150),
        h.packed(1, ("SAUCE", "A1", 150)),
    ]
    h.at += 20
    return h, told


def replayed(*, alive: bool = True) -> History:
    """All of it again; `alive` says whether the integration confirmed the second copies."""
    h, told = shift()
    h.strike("again", "floor_replay", "mqtt", h.at, h.at + 1, *told)
    for place, fact in enumerate(told):
        h.delivered(fact, "mqtt", at=h.at + 0.1 + 0.1 * place, copy_no=2, acked=alive)
    h.at += 20
    return h


@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes(style: Style) -> None:
    """Posted at once or in batches: nothing moves when it comes again."""
    found = verdict(replayed().carry(style), ROW)
    assert found.outcome == "pass"
    assert found.exercised == 4


@pytest.mark.parametrize("path", ["erp.consumption.quantity", "mes.production.quantity"])
def test_what_is_posted_again_falls(path: str) -> None:
    """One weighing or one production of the shift that counts again fails the row."""
    assert outcome(replayed().carry(at_once, again(path, after=22.0)), ROW) == "fail"


def test_without_a_replay_nothing_is_proved() -> None:
    """A shift that nobody sends again leaves the row unexercised, never passed."""
    assert outcome(shift()[0].carry(at_once), ROW) == "skip"


def test_copies_that_nobody_took_prove_nothing() -> None:
    """The replay met nobody who was alive: that is no pass."""
    assert outcome(replayed(alive=False).carry(at_once), ROW) == "skip"


def test_one_that_is_sent_again_is_no_shift() -> None:
    """A single resend proves IDM-02, not this."""
    h, told = shift()
    h.strike("once", "floor_resend", "mqtt", h.at, h.at + 1, told[0])
    h.delivered(told[0], "mqtt", at=h.at + 0.1, copy_no=2)
    assert outcome(h.carry(at_once), ROW) == "skip"
