"""The food scenario provokes what it says, in both sizes and in both branches."""

from collections import Counter

import pytest
from lotproof.harness.faults.kinds import kinds
from lotproof.harness.model.facts import WORDS, Fact
from lotproof.harness.plant import Happening

from tests.plant.conftest import facts, planned, played

SIZES = ["full", "sketch"]


def of(told: list[Fact], kind: str, **words: str) -> list[Fact]:
    return [f for f in told if f.kind == kind and all(f.words.get(name) == value for name, value in words.items())]


def good(size: str) -> list[Happening]:
    return played(planned(7, size), lambda point: True)[1]


def bad(size: str) -> list[Happening]:
    return played(planned(7, size), lambda point: False)[1]


@pytest.mark.parametrize(("size", "most"), [("full", 100), ("sketch", 65)])
def test_a_day_is_short(size: str, most: int) -> None:
    """A day has so many facts at most, and at most twenty business facts on one machine's state wire."""
    told = facts(good(size))
    on_wires = Counter(fact.equipment for fact in told if fact.stream and fact.kind not in ("sampled", "state_changed"))

    assert len(told) <= most
    assert max(on_wires.values()) <= 20


@pytest.mark.parametrize("size", SIZES)
def test_twins_differ_in_their_number_only(size: str) -> None:
    """Two consumptions of one second are equal but for id and seq."""
    first, twin = of(facts(good(size)), "consumed")[:2]

    assert (first.at_us, first.ins, first.order, first.stream) == (twin.at_us, twin.ins, twin.order, twin.stream)
    assert twin.seq == first.seq + 1


@pytest.mark.parametrize("size", SIZES)
def test_in_time_the_bad_batch_stays(size: str) -> None:
    """When all systems are told in time, moving, dispatching and shipping are refused, and A3 is used by nobody."""
    told = facts(good(size))

    assert [f.words["act"] for f in of(told, "refused")] == ["move", "dispatch_lot", "ship"]
    assert not [f for f in told if f.kind == "consumed" and "SAUCE:A3" in f.ins[0].item]
    assert not [f for f in told if f.manual]


@pytest.mark.parametrize("size", SIZES)
def test_told_too_late_a_bad_pallet_leaves(size: str) -> None:
    """When no system is told, A3 goes into jars, the jars on a pallet, and the pallet ships."""
    told = facts(bad(size))
    (jars,) = [f for f in told if f.kind == "produced" and "J4" in f.outs[0].item]
    (pallet,) = [f for f in told if f.kind == "packed" and jars.outs[0].item == f.ins[0].item]

    assert [f for f in of(told, "shipped") if pallet.outs[0].item in {p.item for p in f.ins}]
    assert not of(told, "refused")


@pytest.mark.parametrize("size", SIZES)
def test_what_was_missing_is_entered_by_hand(size: str) -> None:
    """People enter inspections, work orders, nonconformances and units that no integration brought; all are marked."""
    entered = [one for one in bad(size) if one.fact.manual]

    assert {one.desk.act for one in entered if one.desk} == {
        "create_inspection",
        "create_work_order",
        "open_nonconformance",
        "create_unit",
    }
    assert all(one.desk and one.desk.manual and one.desk.expect == "maybe" for one in entered)


@pytest.mark.parametrize("size", SIZES)
def test_an_exceedance_has_a_beginning_and_a_name(size: str) -> None:
    """Each crossing has a name of its own; one that ends tells its peak."""
    told = facts(good(size))
    crossed = [f.words["exceedance"] for f in of(told, "limit_crossed")]

    assert crossed == ["D1-{tag}", "D2-{tag}"]
    for fact in of(told, "limit_returned"):
        begun = of(told, "limit_crossed", exceedance=fact.words["exceedance"])[0]
        assert float(fact.words["peak"]) >= float(begun.words["measured"]) > float(begun.words["limit_value"])


@pytest.mark.parametrize("size", SIZES)
def test_words_are_those_of_the_kind(size: str) -> None:
    """A fact bears no word that its kind does not have."""
    for fact in facts([*good(size), *bad(size)]):
        assert set(fact.words) <= set(WORDS.get(fact.kind, ())), fact.kind


@pytest.mark.parametrize("size", SIZES)
def test_a_fact_is_on_the_floor_or_at_a_desk(size: str) -> None:
    """Every fact has a stream and no desk call, or a system with the call that enters it there."""
    for one in [*good(size), *bad(size)]:
        assert bool(one.fact.stream) != bool(one.desk)
        assert one.fact.system == (one.desk.system if one.desk else "")
        assert one.desk is None or one.desk.body["event_time"] == "{at}"


@pytest.mark.parametrize("size", SIZES)
def test_every_machine_shows_only_what_it_has(size: str) -> None:
    """A machine's facts are of the kinds that the enterprise gives it: there is a card for each."""
    lines = planned(7, size).enterprise["plants"]["NORTH"]["lines"].values()
    shown = {name: machine["kinds"] for line in lines for name, machine in line["machines"].items()}

    for fact in facts([*good(size), *bad(size)]):
        if fact.stream and fact.kind not in ("sampled", "state_changed"):
            assert fact.kind in shown[fact.equipment]


@pytest.mark.parametrize("size", SIZES)
def test_trouble_is_bounded(size: str) -> None:
    """Every strike is of a fault that exists and ends by wall time within five seconds."""
    for plan in planned(7, size).trouble:
        assert plan.fault in kinds()
        assert 0 < plan.upper_s <= 5
