"""The carrier and what else a recall asks: who has one, what it tells, what is stopped, whose orders ERP keeps."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from lotproof.harness.plan.enterprises import enterprise
from lotproof.mocks.landscape import landscape
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import ENTERPRISE, Client, config, desk, start, told

USUAL = ["erp", "mes", "qms", "wms"]
COLLECTED = {"consignment": "K1", "shipment": "S1", "customer": "CITYMART", "plant": "NORTH"}


@pytest.fixture
async def systems() -> AsyncIterator[LocalSystems]:
    """The small enterprise, with a carrier and a portal."""
    more = {"portal": {"title": "Customer portal"}, "carrier": {"title": "Carrier"}}
    own = {**ENTERPRISE, "systems": {**ENTERPRISE["systems"], **more}}
    opened = LocalSystems(msgspec.structs.replace(config(), enterprise=own))
    await opened.open()
    await opened.begin(start())
    yield opened
    await opened.close()


def test_only_who_names_a_carrier_has_one() -> None:
    """Eastcell has a portal and a carrier beside its four systems; northfield has neither."""
    assert [one.name for one in landscape(enterprise("northfield"))] == USUAL
    assert [one.name for one in landscape(enterprise("eastcell"))] == [*USUAL, "portal", "carrier"]


async def test_what_is_on_its_way_is_told_and_can_be_stopped(systems: LocalSystems) -> None:
    """Collected, then stopped: each is a change; a second request changes nothing, and nobody gets it any more."""
    client, effects = Client(systems), []
    await desk(systems, "carrier", "collect", **COLLECTED)
    systems.on_effect = effects.append
    first, second = [await client.post("carrier", "/consignments/K1/stop", {"reason": "recall"}) for _ in range(2)]
    late = await desk(systems, "carrier", "deliver", consignment="K1")
    fed = (await client.get("carrier", "/changes")).body["items"]

    assert [(one.status, one.body["id"]) for one in (first, second)] == [(201, "K1")] * 2
    assert told(effects, "order") == [("consignment.stopped", "S1", "S1"), ("consignment.status", "stopped", "S1")]
    assert [one["type"] for one in fed] == ["consignment_collected", "consignment_stopped"]
    assert fed[0]["data"] == {**COLLECTED, "status": "on_the_way"}
    assert (late.status, late.body["code"]) == (409, "consignment-stopped")


async def test_a_stop_is_idempotent_by_its_key(systems: LocalSystems) -> None:
    """The same key and the same bytes: one effect, and the first answer again."""
    client, effects = Client(systems), []
    await desk(systems, "carrier", "collect", **COLLECTED)
    systems.on_effect = effects.append
    answers = [await client.post("carrier", "/consignments/K1/stop", {"reason": "recall"}, key="k1") for _ in range(2)]

    assert [one.status for one in answers] == [201, 201]
    assert len(told(effects, "order")) == 2


async def test_what_came_to_its_customer_is_stopped_no_more(systems: LocalSystems) -> None:
    """A stop comes too late, or is of nothing: both are refused by name."""
    client = Client(systems)
    await desk(systems, "carrier", "collect", **COLLECTED)
    await desk(systems, "carrier", "deliver", consignment="K1")
    late = await client.post("carrier", "/consignments/K1/stop", {})
    unknown = await client.post("carrier", "/consignments/K9/stop", {})
    shown = (await client.get("carrier", "/consignments?status=delivered")).body["items"]

    assert (late.status, late.body["code"]) == (409, "consignment-delivered")
    assert (unknown.status, unknown.body["code"]) == (404, "unknown-consignment")
    assert [one["shipment"] for one in shown] == ["S1"]


async def test_a_customer_can_be_told(systems: LocalSystems) -> None:
    """A notice is kept, and says which shipment it stops."""
    client, effects = Client(systems), []
    systems.on_effect = effects.append
    await client.post("portal", "/notices", {"customer": "CITYMART", "shipment": "S1", "text": "recall"})
    shown = (await client.get("portal", "/notices?shipment=S1")).body["items"]

    assert [(one["customer"], one["text"]) for one in shown] == [("CITYMART", "recall")]
    assert told(effects, "order")[0][0::2] == ("notice.stopped", "S1")


async def test_erp_keeps_what_customers_want(systems: LocalSystems) -> None:
    """A customer's order and a service order are told in ERP's spelling, and a service order closes."""
    client, material = Client(systems), ENTERPRISE["items"]["SAUCE"]["erp_material"]
    about = {"customer": "CITYMART", "material": material, "plant": "NORTH"}
    await desk(systems, "erp", "take_customer_order", customer_order="CO1", quantity="2", unit="kg", **about)
    await desk(systems, "erp", "open_service_order", service_order="SO1", lot="A1", text="sour", **about)
    await desk(systems, "erp", "close_service_order", service_order="SO1")
    fed = (await client.get("erp", "/changes")).body["items"]
    closed = (await client.get("erp", "/service-orders?status=closed")).body["items"]

    kinds = ["customer_order_received", "service_order_opened", "service_order_closed"]
    assert [one["type"] for one in fed] == kinds
    assert fed[1]["data"]["material"] == material and fed[1]["data"]["lot"] == "A1"
    assert [one["service_order"] for one in closed] == ["SO1"]
    assert (await client.get("erp", "/customer-orders?customer=CITYMART")).body["items"][0]["quantity"] == "2"
