"""What can be inside a tank, and what a hold covers behind it: tiny courses, told fact by fact."""

from decimal import Decimal
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lotproof.harness.judge.bounds import Draw, Fill, Mixing, bounds
from lotproof.harness.judge.expect import Course
from lotproof.harness.judge.insides import Inside
from lotproof.harness.judge.terms import Terms

from tests.judge import histories
from tests.judge.histories import STYLES, History, Planned, at_once, lot, part, tagged, verdict

KINDS = [Mixing(), Mixing(kind="perfect"), Mixing(kind="fifo")]
SILO = lot("SAUCE", "SILO")


@given(st.integers(0, 2**32), st.sampled_from(KINDS))
def test_a_lot_can_be_in_a_draw_exactly_where_its_bound_says_so(seed: int, mixing: Mixing) -> None:
    """Against the bounds: inside are the lots of which some can be in the draw, and no other."""
    random, tank, history, stock, can = Random(seed), Inside(mixing), [], 0, {}
    for turn in range(8):
        if random.random() < 0.5 or not stock:
            stock += (much := random.randint(1, 5))
            tank.fill([f"L{turn}"], Decimal(much))
            history.append(Fill(vessel="T", lot=f"L{turn}", quantity=Decimal(much)))
        else:
            stock -= (much := random.randint(1, stock))
            can[f"D{turn}"] = tank.draw(Decimal(much))
            history.append(Draw(vessel="T", name=f"D{turn}", quantity=Decimal(much)))
    lots = {move.lot for move in history if isinstance(move, Fill)}
    for name, inside in can.items():
        assert inside == {one for one in lots if bounds(history, name, {one}, mixing).hi > 0}, name


@pytest.fixture(autouse=True)
def plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plant of these histories has a tank."""
    places = {"RAW": {"kind": "storage"}, "TANK1": {"kind": "tank", "mixing": "unknown"}}
    monkeypatch.setitem(histories.ENTERPRISE, "plants", {"NORTH": {"locations": places}})


def held_late() -> History:
    """A into the tank, X drawn; B into the tank, Y drawn; then B is held."""
    h = History()
    for number, order, after in (("A", "OX", "X"), ("B", "OY", "Y")):
        h.received("TOMATO", number, 60)
        h.released(f"F{number}")
        h.released(order)
        h.consumed(f"F{number}", "TOMATO", number, 60)
        h.fact(
            "produced",
            stream="NORTH/M1/produced",
            outs=(part(SILO, "output", 60, location="TANK1"),),
            **run(f"F{number}"),
        )
        h.fact("consumed", stream="NORTH/W1/consumed", ins=(part(SILO, "input", 30, location="TANK1"),), **run(order))
        h.produced(order, "SAUCE", after, 30)
    h.held("TOMATO", "B", "H1")
    return h


def run(order: str) -> dict[str, str]:
    return {"order": tagged(order), "operation": "10", "step": tagged(order), "equipment": "M1"}


@pytest.mark.parametrize("style", STYLES)
def test_a_hold_reaches_what_can_hold_the_lot(style) -> None:
    """Y and the content are blocked, X is not: right for one that posts at once and for one that posts in batches."""
    assert verdict(held_late().carry(style), "QUA-03").outcome == "pass"


@pytest.mark.parametrize("again", [1, 2])
def test_a_draw_that_was_taken_back_hands_on_no_hold(again: int) -> None:
    """Of two draws of one step one is taken back: a hold still reaches what was made. Of both: it does not."""
    h = History()
    h.received("TOMATO", "A", 60)
    filled = (part(SILO, "output", 60, location="TANK1"),)
    h.consumed("FA", "TOMATO", "A", 60)
    h.fact("produced", stream="NORTH/M1/produced", outs=filled, **run("FA"))
    ins = (part(SILO, "input", 10, location="TANK1"),)
    draws = [h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, **run("OX")) for _ in range(2)]
    h.produced("OX", "SAUCE", "X", 20)
    for draw in draws[:again]:
        h.fact("reversed", stream="NORTH/W1/reversed", ins=ins, causes=(draw.id,), **run("OX"))
    course = Course(Terms.of(h.plan().enterprise))
    for fact in h.facts:
        course.tell(fact)
    held = {change.lot for change in course.lots.held(lot("TOMATO", "A"), "H1")}
    assert (tagged("X") in held) == (again == 1)


def test_a_hold_that_stops_at_the_tank_falls() -> None:
    """Nothing is told of what was drawn."""
    h = held_late().carry(at_once, lambda planned: [one for one in planned if one.why != "cascade"])
    assert verdict(h, "QUA-03").outcome == "fail"


def test_a_hold_that_covers_what_had_left_falls() -> None:
    """X was drawn before B came in: blocking it is a finding, in each system that shows it."""
    h = held_late().carry(at_once, blocks_all)
    found = verdict(h, "QUA-03")
    assert (found.outcome, len(found.findings)) == ("fail", 3)
    assert f"SAUCE lot {tagged('X')} as blocked at the end, though no hold reaches it" in found.findings[0].sentence


def blocks_all(planned: list[Planned]) -> list[Planned]:
    """What is told of Y is told of X too."""
    of_y = [one for one in planned if one.why == "cascade" and one.effect.lot == tagged("Y")]
    return planned + [
        msgspec.structs.replace(
            one, effect=msgspec.structs.replace(one.effect, key=f"{one.effect.key}X", lot=tagged("X"))
        )
        for one in of_y
    ]
