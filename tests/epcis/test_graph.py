"""Events become a genealogy that respects time and containers."""

from lotproof.harness.epcis import trace
from lotproof.harness.epcis.contain import Contents
from lotproof.harness.epcis.graph import graph
from lotproof.harness.epcis.names import Names

from tests.epcis.make import SSCC, lot, made, moment, packed, seen, serial


def back(said, item, at=None):
    return {name.rsplit("/", 1)[1] for name in trace.backward(graph(said), item, at)}


def ahead(said, item):
    return {name.rsplit("/", 1)[1] for name in trace.forward(graph(said), item)}


def test_inputs_are_ancestors_over_steps():
    """Two steps back is still where it came from."""
    said = [made(1, {"A": 1, "B": 1}, {"M": 2}), made(2, {"M": 2}, {"F": 2})]
    assert back(said, lot("F")) == {"A", "B", "M"}
    assert ahead(said, lot("A")) == {"M", "F"}


def test_what_came_later_is_no_ancestor():
    """A lot that a tank took up after the draw did not go into what was drawn."""
    said = [made(1, {"A": 1}, {"TANK": 1}), made(2, {"TANK": 1}, {"X": 1}), made(3, {"B": 1}, {"TANK": 1})]
    assert back(said, lot("X")) == {"A", "TANK"}
    assert ahead(said, lot("B")) == {"TANK"}


def test_pages_of_one_transformation_are_one_step():
    """Any input may have gone into any output of the same transformationID, if it came before it."""
    pages = [
        made(1, {"A": 1}, {}, transformation_id="urn:t:1"),
        made(2, {}, {"X": 1}, transformation_id="urn:t:1"),
        made(3, {"B": 1}, {}, transformation_id="urn:t:1"),
        made(4, {}, {"Y": 1}, transformation_id="urn:t:1"),
    ]
    assert back(pages, lot("X")) == {"A"}
    assert back(pages, lot("Y")) == {"A", "B"}
    assert len(graph(pages).steps) == 1


def test_a_rework_loop_ends_and_keeps_both_passes():
    """F goes back into the mixer: it is its own ancestor, and the walk stops."""
    said = [made(1, {"A": 1}, {"F": 1}), made(2, {"F": 1, "B": 1}, {"F": 2}), made(3, {"F": 1}, {"G": 1})]
    assert back(said, lot("G")) == {"A", "B", "F"}
    assert back(said, lot("F"), moment(1)) == {"A"}
    assert "F" in ahead(said, lot("F"))


def test_a_handling_unit_holds_and_is_not_made_of():
    """Two lots on one pallet have nothing to do with each other."""
    said = [packed(1, SSCC[0], lots={"A": 1, "B": 1}), packed(2, SSCC[0], action="DELETE"), made(3, {"A": 1}, {"X": 1})]
    assert back(said, lot("X")) == {"A"}
    assert ahead(said, lot("B")) == set()


def test_shipping_a_pallet_ships_what_was_on_it_then():
    """A lot that was repacked before the truck left is not on that truck."""
    said = [
        packed(1, SSCC[0], lots={"A": 5, "B": 5}),
        packed(2, SSCC[0], action="DELETE", lots={"A": 5}),
        packed(2, SSCC[1], lots={"A": 5}),
        seen(3, epcs=[SSCC[0]], step="shipping", event_id="urn:truck:1"),
        seen(4, epcs=[SSCC[1]], step="shipping", event_id="urn:truck:2"),
    ]
    drawn = graph(said)
    shipped = {(e.step, e.item.rsplit("/", 1)[1], e.quantity) for e in drawn.edges if e.source == "derived"}
    assert shipped == {("urn:truck:1", "B", "5"), ("urn:truck:2", "A", "5")}
    assert trace.touched(drawn, lot("A"), moment(3)) == {"urn:truck:2"}


def test_emptying_closes_all_and_looking_closes_nothing():
    """An empty DELETE ends every stay of that box but not of the boxes inside; OBSERVE of one child ends none."""
    case = "https://id.gs1.org/00/006141410000000029"
    contents = Contents.of(
        [
            packed(1, case, epcs=[serial("1"), serial("2")]),
            packed(2, SSCC[0], epcs=[case]),
            packed(3, case, action="OBSERVE", epcs=[serial("1")]),
            packed(5, SSCC[0], action="DELETE"),
        ]
    )
    assert {stay.child for stay in contents.inside(SSCC[0], moment(4))} == {case, serial("1"), serial("2")}
    assert contents.inside(SSCC[0], moment(5)) == []
    assert len(contents.inside(case, moment(9))) == 2


def test_lots_in_a_box_are_a_running_balance():
    """Part of a lot leaves, the rest stays; more than there was is odd and no negative."""
    said = [packed(1, SSCC[0], lots={"A": 5}), packed(2, SSCC[0], action="DELETE", lots={"A": 2})]
    contents = Contents.of(said)
    assert [stay.quantity for stay in contents.children(SSCC[0], moment(1))] == [5]
    assert [stay.quantity for stay in contents.children(SSCC[0], moment(2))] == [3]
    odd = Contents.of([*said, packed(3, SSCC[0], action="DELETE", lots={"A": 9})])
    assert [rule for rule, *_ in odd.oddities] == ["more_taken_out_than_was_in"]
    assert odd.children(SSCC[0], moment(3)) == []


def test_a_replaced_part_is_history_and_not_as_built():
    """As-built is what is in it now; the old motor stays an ancestor."""
    pump, old, new = serial("PUMP"), serial("M1"), serial("M2")
    said = [
        packed(1, pump, epcs=[old], assemble=True),
        packed(2, pump, action="DELETE", epcs=[old], assemble=True),
        packed(2, pump, epcs=[new], assemble=True),
    ]
    contents = Contents.of(said)
    assert [stay.child for stay in contents.as_built(pump, moment(3))] == [new]
    assert [stay.child for stay in contents.as_built(pump, moment(1))] == [old]
    assert {stay.child for stay in contents.built_history(pump)} == {old, new}
    assert back(said, pump) == {"M1", "M2"}


def test_each_step_of_an_assembly_names_what_it_was_done_to():
    """A part goes in as a component and comes out as removed, one piece each; the pump comes out of every step."""
    pump, old = serial("PUMP"), serial("M1")
    said = [packed(1, pump, epcs=[old], assemble=True), packed(2, pump, action="DELETE", epcs=[old], assemble=True)]
    drawn = graph(said)
    told = {(edge.item.rsplit("/", 1)[1], edge.side, edge.role, edge.quantity) for edge in drawn.edges}
    assert told == {
        ("M1", "in", "component", "1"),
        ("M1", "out", "removed", "1"),
        ("PUMP", "out", "output", None),
    }
    assert [edge.role for edge in drawn.edges if edge.item.endswith("PUMP")] == ["output", "output"]


def test_a_serial_belongs_to_a_lot_only_if_something_says_so():
    """The lot number beside the birth joins them; without it nothing does."""
    said = [made(1, {"A": 1}, {lot_of_serials(): 2}), seen(2, "ADD", epcs=[serial("1")], step="commissioning")]
    assert back(said, serial("1")) == set()
    told = seen(2, "ADD", epcs=[serial("1")], step="commissioning", ilmd={"cbvmda:lotNumber": "L9"})
    assert back([said[0], told], serial("1")) == {"L9", "A"}


def lot_of_serials():
    return "https://id.gs1.org/01/04012345666663/10/L9"


def test_items_bear_our_keys_where_the_gtin_is_known():
    """URN or link, known items are named as everywhere else."""
    names = Names(gtins={"TOMATO": "04012345111118"}, plant="NORTH")
    drawn = graph([made(1, {"urn:epc:class:lgtin:4012345.011111.A": 1}, {"B": 1})], names=names)
    assert {item.key for item in drawn.items} == {"lot:TOMATO:A", "lot:TOMATO:B"}
    assert names.key(names.link("lot:TOMATO:A/1")) == "lot:TOMATO:A/1"
    assert names.key(names.link("unit:NORTH:106141412345678908")) == "unit:NORTH:106141412345678908"
    assert names.key(names.link("serial:OTHER:x y")) == "serial:OTHER:x y"
