"""The faults of the floor's wires as pure decisions: no socket, no clock."""

import pytest
from lotproof.harness.faults.kinds import kinds
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.model.troubles import Crossing, Trouble

ON_WIRES = ("mqtt_duplicate", "mqtt_cut", "mqtt_reorder", "mqtt_poison", "floor_resend", "opcua_cut")


def strike(fault: str, attempts: int = 0, **settings: object) -> Trouble:
    plan = StrikePlan(name="x", fault=fault, at=Anchor(), attempts=attempts, settings=settings)
    return troubles()[fault](plan, None)


def crossing(seq: int, stream: str = "NORTH/W1/consumed") -> Crossing:
    return Crossing(client="sut", address="t", stream=stream, seq=seq)


def test_every_wire_fault_has_a_strike_and_every_strike_a_fault() -> None:
    """The list of strikes and the registry of faults name the same things."""
    assert set(ON_WIRES) <= set(troubles())
    assert set(troubles()) <= set(kinds())


@pytest.mark.parametrize("fault", ON_WIRES)
def test_a_message_without_identity_is_never_struck(fault: str) -> None:
    """What bears no source identity passes untouched."""
    assert strike(fault).delivery(crossing(0, "")) == "pass"


def test_without_an_anchor_the_first_message_is_struck() -> None:
    """A strike that was armed without a signal takes the first message with an identity, and only that."""
    duplicate = strike("mqtt_duplicate", when="at_once")
    assert [duplicate.delivery(crossing(seq)) for seq in (1, 2)] == ["twice", "pass"]
    assert duplicate.over


def test_a_duplicate_after_the_acknowledgement_repeats_as_often_as_wanted() -> None:
    """Each acknowledgement brings one more copy until all are spent."""
    duplicate = strike("mqtt_duplicate", times=2)
    assert duplicate.delivery(crossing(1)) == "pass"
    assert [duplicate.acknowledged(crossing(1)) for _ in range(3)] == [True, True, False]
    assert not duplicate.acknowledged(crossing(2))


def test_a_cut_refuses_as_often_as_planned() -> None:
    """After the cut the client is turned away `attempts` times; before it, never."""
    cut = strike("mqtt_cut", attempts=2, where="inside")
    assert not cut.refuses()
    assert cut.delivery(crossing(1)) == "cut_inside"
    assert [cut.refuses() for _ in range(3)] == [True, True, False]
    assert cut.over


def test_a_cut_without_attempts_refuses_until_its_bound() -> None:
    """Without attempts only the strike's bound of wall time opens the door."""
    cut = strike("mqtt_cut")
    cut.delivery(crossing(1))
    assert all(cut.refuses() for _ in range(50))
    assert not cut.over


@pytest.mark.parametrize(("by", "order"), [("any", [1, 1]), ("same", [1, 0]), ("other", [0, 1])])
def test_only_the_wanted_messages_overtake(by: str, order: list[int]) -> None:
    """`by` says whose messages count as having overtaken."""
    streams = ("NORTH/W1/consumed", "NORTH/X1/produced")
    for stream, counts in zip(streams, order, strict=True):
        reorder = strike("mqtt_reorder", by=by)
        assert reorder.delivery(crossing(1)) == "hold"
        assert not reorder.release()
        reorder.delivery(crossing(2, stream))
        assert reorder.release() is bool(counts)


def test_a_resend_happens_once_for_its_fact() -> None:
    """The source repeats what it is aimed at, as often as wanted, and nothing else."""
    resend = strike("floor_resend", times=3)
    assert [resend.shown("NORTH/W1/consumed", seq) for seq in (1, 1, 2)] == [3, 0, 0]


def test_strikes_that_hold_messages_back_hinder_the_floors_flows() -> None:
    """While a message cannot arrive, the deadlines of the flows that begin on the floor stand still."""
    assert "material_issue" in strike("mqtt_cut").hinders
    assert "material_issue" in strike("mqtt_reorder").hinders
    assert strike("mqtt_duplicate").hinders == ()


@pytest.mark.parametrize(("what", "starts"), [("broken_json", b'{"event_id"'), ("wrong_shape", b'{"event_type"')])
def test_poison_lies_once_before_what_it_is_aimed_at(what: str, starts: bytes) -> None:
    """A poisonous message is published once, before the first signal that comes, and what comes next is spared."""
    poison = strike("mqtt_poison", what=what)
    first, second = (poison.poison("NORTH/W1/consumed", seq) for seq in (1, 2))
    assert [payload.startswith(starts) for payload in first] == [True]
    assert second == ()
    assert poison.over


def test_no_two_poisonous_messages_are_equal() -> None:
    """Poison that comes several times, or at several facts, is never the same bytes: an inbox may drop what it has."""
    seen = [one for seq in (1, 2) for one in strike("mqtt_poison", times=3).poison("NORTH/W1/consumed", seq)]

    assert len(set(seen)) == 6
