"""A trace question is answered over the query interface, in the plant's words, without what merely stands beside it."""

from lotproof.harness.epcis import events
from lotproof.harness.epcis.asked import asked, can_ask
from lotproof.harness.epcis.names import Names, private

from tests.epcis.make import SSCC, declared, made, moment, packed, q, seen
from tests.epcis.server import Server

NAMES = Names(gtins={"SAUCE": "04012345111118"}, plant="NORTH", pieces={"SAUCE": "EA"})
BOX, OTHER = (link.rsplit("/", 1)[1] for link in SSCC)


def order(number):
    return (events.BizTransaction(type="prodorder", biz_transaction=private("order", number)),)


def truck(number, customer, minute=8, *, uri="urn:epcglobal:cbv:bt:0614141073467:", box=SSCC[0]):
    return seen(
        minute,
        epcs=[box],
        step="shipping",
        biz_transactions=(events.BizTransaction(type="bol", biz_transaction=uri + number),),
        destinations=(events.Destination(type="owning_party", destination=private("customer", customer)),),
    )


DAY = [
    made(1, {"A": 5}, {}, transformation_id="urn:t:1", biz_transactions=order("M1")),
    made(2, {}, {"F": 4, "G": 3}, transformation_id="urn:t:1", biz_transactions=order("M1")),
    seen(3, "DELETE", lots={"G": 1}, step="destroying", biz_transactions=order("M1")),
    packed(4, SSCC[0], lots={"F": 2, "X": 9}),
    packed(5, SSCC[1], lots={"F": 1}),
    truck("4711", "SHOP"),
]


def question(kind, number, direction="backward"):
    return {"system": "wms", "kind": kind, "scope": "SAUCE", "id": number, "direction": direction}


async def ask(kind, number, direction="backward", said=DAY, **more):
    return await asked(Server(said).get, question(kind, number, direction), names=NAMES, **more)


def keys_of(graph):
    return {item.key for item in graph.items}


def lots(*numbers):
    return {f"lot:SAUCE:{number}" for number in numbers}


async def test_items_bear_the_plants_own_names():
    """A lot is a lot of its item, a handling unit its plant's; an amount without unit is called as its item's is."""
    found = await ask("lot", "F")
    assert {(own.kind, own.scope, own.id) for item in found.items for own in item.ids} >= {("lot", "SAUCE", "F")}
    assert {step.documents[0].id for step in found.steps} == {"M1"}
    bare = made(1, {}, {}, transformation_id="urn:t:9", output_quantities=(q("F", 3, None),))
    assert [edge.unit for edge in (await ask("lot", "F", said=[bare])).edges] == ["EA"]


async def test_what_stood_in_the_same_box_is_not_named():
    """Backward from a lot leads to what went in, and not over the box that it was packed into later."""
    found = await ask("lot", "F")
    assert keys_of(found) == lots("A", "F", "G") and not any("unit:" in key for key in keys_of(found))


async def test_a_steps_amounts_are_whole_also_where_a_sibling_was_scrapped():
    """What came out and was destroyed under the order is scrap of that step's order, though it leads nowhere."""
    found = await ask("lot", "F")
    assert {(edge.item, edge.role, edge.quantity) for edge in found.edges if edge.side == "out"} == {
        ("lot:SAUCE:F", "output", "4"),
        ("lot:SAUCE:G", "output", "3"),
        ("lot:SAUCE:G", "scrap", "1"),
    }


async def test_a_unit_leads_to_what_it_held_and_to_nothing_packed_elsewhere():
    """Backward from a box: its contents with their amounts, and what they were made of."""
    found = await ask("unit", BOX)
    held = {(edge.item, edge.quantity) for edge in found.edges if edge.side == "in" and edge.role == "content"}
    assert {("lot:SAUCE:F", "2"), ("lot:SAUCE:X", "9")} <= held
    assert keys_of(found) >= {f"unit:NORTH:{BOX}", *lots("A", "F", "X")} and f"unit:NORTH:{OTHER}" not in keys_of(found)


async def test_forward_reaches_boxes_trucks_and_customers_but_no_neighbour():
    """From a raw lot over both boxes to the shipment; the other lot of the box is mentioned by its packing only."""
    found = await ask("lot", "A", "forward")
    named = {(own.kind, own.id) for step in found.steps for own in step.documents}
    assert {("shipment", "4711"), ("customer", "SHOP"), ("order", "M1")} <= named
    shipping = {step.key for step in found.steps if step.type == "shipping"}
    assert {edge.item for edge in found.edges if edge.step in shipping} == {f"unit:NORTH:{BOX}", "lot:SAUCE:F"}


async def test_a_shipment_is_found_however_its_number_is_spelled():
    """As a CBV transaction, as a web address, as a URI of ours: the number in it counts."""
    for uri in ("urn:epcglobal:cbv:bt:0614141073467:", "https://erp.example/deliveries/", private("shipment", "")):
        found = await ask(
            "shipment", "4711", said=[*DAY[:-1], truck("4711", "SHOP", uri=uri), truck("4712", "B", 9, box=SSCC[1])]
        )
        assert keys_of(found) >= {f"unit:NORTH:{BOX}", *lots("F", "A")}
        assert {own.id for step in found.steps for own in step.documents if own.kind == "shipment"} == {"4711"}


async def test_what_was_withdrawn_is_not_in_the_answer():
    """Neither a lot that was declared wrong nor a truck that never left."""
    wrong = made(2, {"W": 1}, {}, transformation_id="urn:t:1", event_id="urn:e:w")
    gone = [*DAY, wrong, declared(wrong, 9), declared(DAY[-1], 9)]
    assert "lot:SAUCE:W" not in keys_of(await ask("lot", "F", said=gone))
    assert not (await ask("shipment", "4711", said=gone)).edges


async def test_as_of_is_honoured():
    """As of before the second output nothing of it is told."""
    then = {**question("lot", "F"), "as_of": moment(1).isoformat()}
    assert not (await asked(Server(DAY).get, then, names=NAMES)).edges


async def test_where_nobody_answers_the_walk_ends_at_once():
    """One call, and the answer says that nobody was there."""
    calls = []

    async def silent(path, params):
        calls.append(path)
        return 0, {}, None

    found = await asked(silent, question("lot", "F"), names=NAMES)
    assert len(calls) == 1 and not found.complete and "nobody answers" in found.unknown[0]


def test_epcis_has_no_way_to_begin_at_a_complaint():
    """Items and some documents can be asked about, others cannot."""
    assert can_ask({"kind": "lot"}) and can_ask({"kind": "shipment"}) and not can_ask({"kind": "complaint"})
