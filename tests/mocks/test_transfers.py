"""WMS sends goods from plant to plant in two steps."""

from typing import Any

from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import Client, desk, told

Effects = list[Effect]
GOODS = {"item": "SAUCE", "lot": "A1", "quantity": "150", "unit": "kg"}
SENT: dict[str, Any] = {
    "transfer": "TR1",
    "from_plant": "NORTH",
    "to_plant": "SOUTH",
    "lines": [{**GOODS, "location": "WIP"}],
}


async def test_goods_are_in_transit_until_they_are_taken_in(
    systems: LocalSystems, client: Client, effects: Effects
) -> None:
    """Each step moves the lot under its own number, and is announced at the plant where it happens."""
    await desk(systems, "wms", "send_transfer", **SENT)
    there = (await client.get("wms", "/transfers?transfer=TR1")).body["items"][0]
    done = await desk(systems, "wms", "receive_transfer", transfer="TR1", location="LWIP")
    sent, received = (await client.get("wms", "/changes")).body["items"]

    assert (there["status"], done.stream) == ("in transit", "wms/movements")
    assert (sent["type"], sent["plant"], received["type"], received["plant"]) == (
        "transfer_sent",
        "NORTH",
        "transfer_received",
        "SOUTH",
    )
    ways = [(one["from_location"], one["to_location"]) for fed in (sent, received) for one in fed["data"]["lines"]]
    assert ways == [("WIP", "TRANSIT"), ("TRANSIT", "LWIP")]
    moved = [one for one in told(effects, "key", "lot", "location") if one[0] == "movement.quantity"]
    assert moved == [
        ("movement.quantity", "-150", "TR1", "A1", "WIP"),
        ("movement.quantity", "150", "TR1", "A1", "TRANSIT"),
        ("movement.quantity", "-150", "TR1", "A1", "TRANSIT"),
        ("movement.quantity", "150", "TR1", "A1", "LWIP"),
    ]


async def test_what_is_blocked_known_or_taken_in_is_refused(systems: LocalSystems, client: Client) -> None:
    """A blocked lot does not leave, a number is given once, and goods arrive once, of what was sent."""
    await client.post("wms", "/lots/SAUCE/A1/status", {"status": "blocked"})
    blocked = await client.post("wms", "/transfers", SENT)
    await client.post("wms", "/lots/SAUCE/A1/status", {"status": "free"})
    answers = [
        await client.post("wms", path, body)
        for path, body in (
            ("/transfers/TR1/receipt", {"location": "LWIP"}),
            ("/transfers", SENT),
            ("/transfers", SENT),
            ("/transfers/TR1/receipt", {"location": "LWIP"}),
            ("/transfers/TR1/receipt", {"location": "LWIP"}),
        )
    ]
    codes = [one.status if one.status == 201 else one.code for one in answers]
    assert (blocked.code, codes) == (
        "lot-blocked",
        ["unknown-transfer", 201, "transfer-exists", 201, "transfer-received"],
    )
