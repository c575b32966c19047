"""WMS does what its table says."""

from typing import Any

from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import RECEIVED, Client, desk, told

Effects = list[Effect]
JARS = {"item": "SAUCE", "lot": "J1", "quantity": "20", "unit": "EA"}


def pallet(sscc: str, **more: Any) -> dict[str, Any]:
    return {"sscc": sscc, "plant": "NORTH", "location": "FG", "order": "K1", "lines": [JARS], **more}


async def test_a_receipt_puts_lots_into_quality(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """What has to be inspected waits; the announcement says of each line whether it has to be."""
    done = await desk(systems, "wms", "receive", **RECEIVED)
    fed = (await client.get("wms", "/changes")).body["items"][0]

    assert done.stream == "wms/receipts"
    assert fed["data"] == {**RECEIVED, "lines": [{**RECEIVED["lines"][0], "inspected": True}]}
    assert told(effects, "key", "lot", "location", "client") == [
        ("receipt.quantity", "400", "R1", "T1", "RAW", "person"),
        ("stock.quantity", "400", "TOMATO/T1/RAW", "T1", "RAW", "person"),
        ("lot.status", "quality", "TOMATO/T1", "T1", "", "rule:receipt"),
    ]


async def test_a_blocked_lot_moves_into_quarantine_only(
    systems: LocalSystems, client: Client, effects: Effects
) -> None:
    """A move of a blocked lot is refused, unless it ends in quarantine."""
    move = {"plant": "NORTH", "item": "TOMATO", "lot": "T1", "quantity": "10", "unit": "kg", "from_location": "RAW"}
    await client.post("wms", "/lots/TOMATO/T1/status", {"status": "blocked"})
    effects.clear()
    refused = await desk(systems, "wms", "move", movement="V1", **move, to_location="LINE")
    done = await desk(systems, "wms", "move", movement="V2", **move, to_location="QUAR")

    assert (refused.status, refused.body["code"]) == (409, "lot-blocked")
    assert done.stream == "wms/movements"
    assert told(effects, "key", "location") == [
        ("movement.quantity", "-10", "V2", "RAW"),
        ("stock.quantity", "-10", "TOMATO/T1/RAW", "RAW"),
        ("movement.quantity", "10", "V2", "QUAR"),
        ("stock.quantity", "10", "TOMATO/T1/QUAR", "QUAR"),
    ]


async def test_an_sscc_is_used_once_while_it_is_full(client: Client, effects: Effects) -> None:
    """A second unit with the number of one that holds something is refused, with a code that says it is there."""
    made = await client.post("wms", "/units", pallet("00614"))
    again = await client.post("wms", "/units", pallet("00614"))

    assert (made.status, again.status, again.code) == (201, 409, "unit-exists")
    assert told(effects, "key", "order", "location") == [
        ("unit.quantity", "20", "00614", "K1", "FG"),
        ("stock.quantity", "20", "SAUCE/J1/FG", "", "FG"),
    ]


async def test_what_is_taken_out_of_a_unit_is_in_it_no_more(client: Client, effects: Effects) -> None:
    """A part comes out, then the rest; WMS shows each time how much of the lot is left, and what was taken out when."""
    await client.post("wms", "/units", pallet("00614"))
    effects.clear()
    part = await client.post("wms", "/units/00614/unpack", {"lines": [{**JARS, "quantity": "5"}], "reference": "Z2#1"})
    held = (await client.get("wms", "/units/00614")).body["lines"]
    rest = await client.post("wms", "/units/00614/unpack", {"lines": [{**JARS, "quantity": "15"}]})

    assert (part.status, rest.status, held) == (201, 201, [{**JARS, "quantity": "15"}])
    assert (await client.get("wms", "/units/00614")).body["lines"] == []
    assert told(effects, "key", "order", "location") == [
        ("unit.quantity", "-5", "00614", "K1", "FG"),
        ("unit.left", "15", "00614/SAUCE/J1", "", ""),
        ("stock.quantity", "-5", "SAUCE/J1/FG", "", "FG"),
        ("unit.quantity", "-15", "00614", "K1", "FG"),
        ("unit.left", "0", "00614/SAUCE/J1", "", ""),
        ("stock.quantity", "-15", "SAUCE/J1/FG", "", "FG"),
    ]
    found = (await client.get("wms", "/unpackings?reference=Z2%231")).body["items"]
    assert [(one["sscc"], one["lines"]) for one in found] == [("00614", [{**JARS, "quantity": "5"}])]


async def test_more_than_a_unit_holds_is_not_taken_out(client: Client, effects: Effects) -> None:
    """Neither of a lot that is not in it, nor more than there is, nor of a unit that nobody packed; nothing is done."""
    await client.post("wms", "/units", pallet("00614"))
    effects.clear()
    lines = [{**JARS, "lot": "J2"}, {**JARS, "quantity": "21"}]
    refused = [await client.post("wms", "/units/00614/unpack", {"lines": [line]}) for line in lines]
    unknown = await client.post("wms", "/units/00999/unpack", {"lines": [JARS]})

    assert [(one.status, one.code) for one in refused] == [(409, "not-in-unit")] * 2
    assert ((unknown.status, unknown.code), effects) == ((404, "unknown-unit"), [])


async def test_an_empty_unit_is_packed_again(systems: LocalSystems, client: Client) -> None:
    """One that left and came back too; each shipment says what the unit held when it left."""
    other = {**JARS, "lot": "J2", "quantity": "7"}
    sent = {"plant": "NORTH", "customer": "CITYMART", "units": ["00614"]}
    await client.post("wms", "/units", pallet("00614"))
    await desk(systems, "wms", "ship", shipment="S1", **sent)
    await client.post("wms", "/units/00614/unpack", {"lines": [JARS]})
    again = await client.post("wms", "/units", pallet("00614", lines=[other]))
    await desk(systems, "wms", "ship", shipment="S2", **sent)
    shipments = (await client.get("wms", "/shipments")).body["items"]

    assert again.status == 201
    assert [one["units"][0]["lines"] for one in shipments] == [[JARS], [other]]


async def test_a_shipment_says_what_was_in_its_units(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """Whole units leave, and the announcement names their lots."""
    await client.post("wms", "/units", pallet("00614"))
    effects.clear()
    done = await desk(systems, "wms", "ship", shipment="S1", plant="NORTH", customer="CITYMART", units=["00614"])
    fed = (await client.get("wms", "/changes")).body["items"][0]

    assert (done.stream, fed["type"]) == ("wms/shipments", "shipment_confirmed")
    assert fed["data"]["units"] == [{"sscc": "00614", "lines": [JARS]}]
    assert told(effects, "key", "order", "lot") == [
        ("shipment.quantity", "20", "S1/00614", "S1", "J1"),
        ("stock.quantity", "-20", "SAUCE/J1/FG", "", "J1"),
    ]
    assert (await client.get("wms", "/units/00614")).body["shipment"] == "S1"


async def test_nothing_unknown_or_blocked_is_shipped(systems: LocalSystems, client: Client) -> None:
    """A unit that WMS does not know, or with a blocked lot in it, stays here."""
    await client.post("wms", "/units", pallet("00614"))
    await client.post("wms", "/lots/SAUCE/J1/status", {"status": "blocked"})
    sent = {"shipment": "S1", "plant": "NORTH", "customer": "CITYMART"}
    answers = [await desk(systems, "wms", "ship", **sent, units=[sscc]) for sscc in ("00614", "00999")]

    assert [(a.status, a.body["code"]) for a in answers] == [(409, "lot-blocked"), (404, "unknown-unit")]
    assert (await client.get("wms", "/shipments")).body["items"] == []


async def test_a_return_is_put_aside_as_the_rule_says(systems: LocalSystems, client: Client, effects: Effects) -> None:
    """What comes back has the status that the enterprise gives to returns, in effect and announcement."""
    await desk(systems, "wms", "create_unit", **pallet("00614"))
    await desk(systems, "wms", "ship", shipment="S1", plant="NORTH", customer="CITYMART", units=["00614"])
    effects.clear()
    back = {"return": "RT1", "plant": "NORTH", "customer": "CITYMART", "lines": [JARS], "reason": "dented"}
    unknown = await desk(systems, "wms", "return_goods", **{**back, "shipment": "S9"})
    done = await desk(systems, "wms", "return_goods", **{**back, "shipment": "S1"})
    fed = (await client.get("wms", "/changes")).body["items"][-1]

    assert (unknown.body["code"], done.stream) == ("unknown-shipment", "wms/returns")
    assert fed["data"] == {**back, "shipment": "S1", "lines": [{**JARS, "status": "blocked"}]}
    assert told(effects, "key", "order", "location", "status") == [
        ("return.quantity", "20", "RT1", "S1", "RET", "blocked"),
        ("stock.quantity", "20", "SAUCE/J1/RET", "", "RET", ""),
    ]


async def test_every_list_of_wms_can_be_filtered(systems: LocalSystems, client: Client) -> None:
    """Receipts, moves, shipments, returns and stock are there to read back."""
    await desk(systems, "wms", "receive", **RECEIVED)

    assert len((await client.get("wms", "/receipts?receipt=R1")).body["items"]) == 1
    assert (await client.get("wms", "/moves?lot=T9")).body == {"items": [], "next": None}
    assert (await client.get("wms", "/stock")).body["items"] == [
        {"item": "TOMATO", "lot": "T1", "location": "RAW", "quantity": "400", "unit": "kg"}
    ]
    assert (await client.get("wms", "/lots/TOMATO/T1")).body["supplier_lot"] == "FT-77"
    assert (await client.get("wms", "/returns")).body["items"] == []


async def test_a_unit_stands_in_another_until_it_comes_out(
    systems: LocalSystems, client: Client, effects: Effects
) -> None:
    """A case goes onto one pallet at a time, leaves with it, and is free when it came off."""
    await client.post("wms", "/units", pallet("00614"))
    stack = {"plant": "NORTH", "lines": [], "units": ["00614"]}
    effects.clear()
    on = await client.post("wms", "/units", {**stack, "sscc": "00700"})
    twice = await client.post("wms", "/units", {**stack, "sscc": "00701"})
    sent = {"shipment": "S1", "plant": "NORTH", "customer": "CITYMART", "units": ["00614"]}
    alone = await desk(systems, "wms", "ship", **sent)
    inside = (await client.get("wms", "/units/00614")).body["inside"]
    off = await client.post("wms", "/units/00700/unpack", {"lines": [], "units": ["00614"]})
    not_there = await client.post("wms", "/units/00700/unpack", {"lines": [], "units": ["00614"]})

    assert (on.status, inside, off.status) == (201, "00700", 201)
    assert [one.body["code"] for one in (twice, alone, not_there)] == ["unit-inside", "unit-inside", "not-in-unit"]
    assert [(e.key, e.field, e.value) for e in effects] == [("00614", "inside", "00700"), ("00614", "inside", "none")]


async def test_a_pallet_leaves_with_its_cases(systems: LocalSystems, client: Client) -> None:
    """The shipment names each unit that left, and the one that it stood in."""
    await client.post("wms", "/units", pallet("00614"))
    await client.post("wms", "/units", {"plant": "NORTH", "lines": [], "units": ["00614"], "sscc": "00700"})
    sent = {"shipment": "S1", "plant": "NORTH", "customer": "CITYMART", "units": ["00700"]}
    await desk(systems, "wms", "ship", **sent)
    units = (await client.get("wms", "/shipments")).body["items"][0]["units"]

    assert [(unit["sscc"], unit.get("inside", ""), len(unit["lines"])) for unit in units] == [
        ("00700", "", 0),
        ("00614", "00700", 1),
    ]
