"""ERP does what its table says."""

import pytest
from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import ORDER, SAUCE, TOMATO, Client, desk, movement, told

Effects = list[Effect]


async def test_an_order_is_released_changed_and_cancelled(systems: LocalSystems, effects: Effects) -> None:
    """What people do with an order becomes values, and is announced whole each time."""
    made = await desk(systems, "erp", "release_order", **ORDER, approved_lots=[{"material": TOMATO, "lot": "T1"}])
    await desk(systems, "erp", "change_order", order="M1-0A1B", quantity="450.0")
    gone = await desk(systems, "erp", "cancel_order", order="M1-0A1B")

    assert (made.status, made.stream, gone.stream, gone.seq - made.seq) == (201, "erp/orders", "erp/orders", 2)
    assert told(effects, "key", "item", "unit") == [
        ("order.status", "released", "M1-0A1B", "TOMATO", ""),
        ("order.quantity", "500", "M1-0A1B", "TOMATO", "kg"),
        ("order.quantity", "450", "M1-0A1B", "TOMATO", "kg"),
        ("order.status", "cancelled", "M1-0A1B", "TOMATO", ""),
    ]


async def test_the_status_of_an_order_is_what_was_said_last(
    systems: LocalSystems, client: Client, effects: Effects
) -> None:
    """A late `started` overwrites `closed`: ERP does not think for anybody."""
    await desk(systems, "erp", "release_order", **ORDER)
    effects.clear()
    for status in ("closed", "started"):
        await client.post("erp", "/orders/M1-0A1B/status", {"status": status})

    assert told(effects, "order") == [("order.status", s, "M1-0A1B") for s in ("closed", "started")]
    assert (await client.get("erp", "/orders/M1-0A1B")).body["status"] == "started"


@pytest.mark.parametrize("material", [TOMATO, "100001"], ids=["padded", "plain"])
async def test_padding_of_a_material_makes_no_difference(client: Client, effects: Effects, material: str) -> None:
    """A material number is the same with its zeros and without; effects bear the item's code."""
    body = movement("receipt", receipt="R1", supplier="FARMCO", supplier_lot="FT-77", purchase_order="PO1")
    body["lines"][0]["material"] = material
    assert (await client.post("erp", "/goods-movements", body)).status == 201

    assert told(effects, "key", "item", "lot", "client") == [
        ("receipt.quantity", "40", "R1", "TOMATO", "T1", "reference"),
        ("stock.quantity", "40", "TOMATO/T1/RAW", "TOMATO", "T1", "reference"),
        ("lot.supplier_lot", "FARMCO/FT-77/PO1", "TOMATO/T1", "TOMATO", "T1", "reference"),
        ("lot.status", "quality", "TOMATO/T1", "TOMATO", "T1", "rule:receipt"),
    ]


async def test_codes_are_not_known_in_erp(client: Client) -> None:
    """ERP speaks of materials; an item code is none."""
    body = movement("receipt", receipt="R1")
    body["lines"][0]["material"] = "TOMATO"
    got = await client.post("erp", "/goods-movements", body)

    assert (got.status, got.code) == (422, "unknown-item")


async def test_a_lot_must_be_here_before_it_is_used(client: Client, effects: Effects) -> None:
    """Consumption of a lot that was never received or made is refused, even where its status was told."""
    used = movement("consumption", "12.5", order="M1", operation="10")
    first = await client.post("erp", "/goods-movements", used)
    await client.post("erp", f"/lots/{TOMATO}/T1/status", {"status": "free"})
    second = await client.post("erp", "/goods-movements", used)
    await client.post("erp", "/goods-movements", movement("receipt", receipt="R1"))
    effects.clear()
    third = await client.post("erp", "/goods-movements", used)

    assert [(g.status, g.body.get("code")) for g in (first, second)] == [(422, "unknown-lot")] * 2
    assert third.status == 201
    assert told(effects, "order", "operation", "location") == [
        ("consumption.quantity", "12.5", "M1", "10", "RAW"),
        ("stock.quantity", "-12.5", "", "", "RAW"),
    ]


async def test_production_adds_stock_but_scrap_does_not(client: Client, effects: Effects) -> None:
    """What is made is stock and its lot free; scrap is only counted."""
    for kind in ("good", "scrap"):
        body = movement("production", "7", order="M1", operation="20", **{"yield": kind}, lot="A1")
        body["lines"][0]["material"] = SAUCE
        await client.post("erp", "/goods-movements", body)

    assert told(effects, "status", "client") == [
        ("production.quantity", "7", "good", "reference"),
        ("stock.quantity", "7", "", "reference"),
        ("lot.status", "free", "", "rule:production"),
        ("production.quantity", "7", "scrap", "reference"),
    ]


async def test_a_status_that_was_told_before_a_lot_was_made_stays(client: Client, effects: Effects) -> None:
    """A blocked lot that is produced afterwards is still blocked."""
    await client.post("erp", f"/lots/{SAUCE}/A3/status", {"status": "blocked", "reason": "hold", "holds": ["H1"]})
    body = movement("production", "7", order="M1", lot="A3")
    body["lines"][0]["material"] = SAUCE
    await client.post("erp", "/goods-movements", body)

    assert ("lot.status", "blocked") in told(effects)
    assert (await client.get("erp", f"/lots/{SAUCE}/A3")).body["status"] == "blocked"


async def test_transfer_and_disposal_move_stock(client: Client, effects: Effects) -> None:
    """A transfer takes here and gives there; a disposal takes. Stock may go below nothing."""
    await client.post("erp", "/goods-movements", movement("transfer", "5", to_location="LINE"))
    await client.post("erp", "/goods-movements", movement("disposal", "3"))

    assert told(effects, "location") == [
        ("movement.quantity", "-5", "RAW"),
        ("stock.quantity", "-5", "RAW"),
        ("movement.quantity", "5", "LINE"),
        ("stock.quantity", "5", "LINE"),
        ("disposal.quantity", "3", "RAW"),
        ("stock.quantity", "-3", "RAW"),
    ]


async def test_a_delivery_and_a_return_name_shipment_and_lot(client: Client, effects: Effects) -> None:
    """A delivery adds up by unit and lot, a return by lot and status."""
    line = {"material": SAUCE, "lot": "J1", "quantity": "20", "unit": "EA"}
    sent = {"shipment": "S1", "customer": "CITYMART", "units": [{"sscc": "00614", "lines": [line]}]}
    back = {"return": "RT1", "shipment": "S1", "customer": "CITYMART", "lines": [{**line, "status": "blocked"}]}
    assert (await client.post("erp", "/deliveries", sent)).status == 201
    assert (await client.post("erp", "/returns", back)).status == 201

    assert told(effects, "key", "order", "lot", "status") == [
        ("delivery.quantity", "20", "S1/00614", "S1", "J1", ""),
        ("stock.quantity", "-20", "SAUCE/J1/FG", "", "J1", ""),
        ("return.quantity", "20", "RT1", "S1", "J1", "blocked"),
        ("stock.quantity", "20", "SAUCE/J1/RET", "", "J1", ""),
    ]
    assert [r["return"] for r in (await client.get("erp", "/returns?return=RT1")).body["items"]] == ["RT1"]


async def test_erp_keeps_three_decimals(client: Client, effects: Effects) -> None:
    """A quantity is rounded to the item's precision, half to even; numbers are taken as well as text."""
    for quantity in ("1.0005", 1.0015, 2):
        await client.post("erp", "/goods-movements", movement("receipt", quantity, receipt="R1"))

    assert [v for name, v in told(effects) if name == "receipt.quantity"] == ["1", "1.002", "2"]


async def test_a_reversal_says_what_it_takes_back(client: Client, effects: Effects) -> None:
    """A negative quantity is taken only with the document that it reverses."""
    made = await client.post("erp", "/goods-movements", movement("receipt", "40", receipt="R1"))
    refused = await client.post("erp", "/goods-movements", movement("receipt", "-40", receipt="R1"))
    taken = await client.post(
        "erp", "/goods-movements", movement("receipt", "-40", receipt="R1", reverses=made.body["id"])
    )

    assert (refused.status, refused.body["field"], taken.status) == (422, "reverses", 201)
    assert (await client.get("erp", "/stock")).body["items"] == []


async def test_master_data_can_be_read(client: Client) -> None:
    """Items tell both spellings, so that an identity map can be learnt; partners and BOMs are there."""
    items = (await client.get("erp", "/items")).body["items"]
    boms = (await client.get("erp", "/boms")).body["items"]

    assert {i["material"]: i["old_number"] for i in items} == {TOMATO: "TOMATO", SAUCE: "SAUCE"}
    assert boms[0]["components"] == [{"material": TOMATO, "operation": "10", "quantity": "0.8"}]
    assert (await client.get("erp", "/suppliers")).body["items"] == [{"id": "FARMCO", "name": "Farm Co"}]
    assert (await client.get("erp", "/customers")).body["items"][0]["id"] == "CITYMART"


async def test_a_posting_is_found_by_the_callers_reference(client: Client) -> None:
    """Read-back: whatever was posted can be listed by the reference that it bore."""
    for reference in ("a#1", "a#2"):
        body = movement("receipt", receipt="R1", reference=reference, event_time="2021-03-01T06:00:00.000Z")
        await client.post("erp", "/goods-movements", body)
    found = (await client.get("erp", "/goods-movements?reference=a%232")).body["items"]

    assert [(line["reference"], line["quantity"]) for line in found] == [("a#2", "40")]
