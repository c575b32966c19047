"""The customer portal: who has one, what it tells, and what QMS makes of it."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from lotproof.harness.plan.enterprises import enterprise
from lotproof.mocks.landscape import landscape
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import ENTERPRISE, Client, config, desk, start, told

USUAL = ["erp", "mes", "qms", "wms"]
WRITTEN = {
    "complaint": "C1",
    "customer": "CITYMART",
    "shipment": "S1",
    "item": "SAUCE",
    "lot": "A1",
    "plant": "NORTH",
    "text": "sour",
}
COMING_BACK = {
    "plant": "NORTH",
    "customer": "CITYMART",
    "lines": [{"item": "SAUCE", "lot": "A1", "quantity": "2", "unit": "kg"}],
}


@pytest.fixture
async def systems() -> AsyncIterator[LocalSystems]:
    """The small enterprise, with a portal."""
    own = {**ENTERPRISE, "systems": {**ENTERPRISE["systems"], "portal": {"title": "Customer portal"}}}
    opened = LocalSystems(msgspec.structs.replace(config(), enterprise=own))
    await opened.open()
    await opened.begin(start())
    yield opened
    await opened.close()


def test_only_who_names_a_portal_has_one() -> None:
    """Northfield has its four systems, as has an enterprise that names none; brookside has the portal beside them."""
    assert [one.name for one in landscape({})] == USUAL
    assert [one.name for one in landscape(enterprise("northfield"))] == USUAL
    assert [one.name for one in landscape(enterprise("brookside"))] == [*USUAL, "portal"]


async def test_each_notice_is_told(systems: LocalSystems) -> None:
    """The second notice under a number is a change of its own; the complaint is one, with both texts."""
    client = Client(systems)
    first = await desk(systems, "portal", "complain", **WRITTEN)
    second = await desk(systems, "portal", "complain", **{**WRITTEN, "text": "very sour", "lot": "A9"})
    fed = (await client.get("portal", "/changes")).body["items"]
    kept = (await client.get("portal", "/complaints?shipment=S1")).body["items"]

    assert (first.stream, second.seq) == ("portal/complaints", first.seq + 1)
    assert [one["type"] for one in fed] == ["complaint_received"] * 2
    assert [one["data"] for one in fed] == [WRITTEN, {**WRITTEN, "text": "very sour"}]
    assert [(one["complaint"], one["lot"], one["texts"]) for one in kept] == [("C1", "A1", ["sour", "very sour"])]


async def test_qms_opens_one_for_each_posting(systems: LocalSystems) -> None:
    """QMS looks for no other: who posts twice has two. Nothing is held."""
    client, effects = Client(systems), []
    systems.on_effect = effects.append
    opened = [await client.post("qms", "/complaints", WRITTEN) for _ in range(2)]
    shown = (await client.get("qms", "/nonconformances?complaint=C1")).body["items"]

    assert [one["id"] for one in shown] == [one.body["id"] for one in opened]
    assert {(one["shipment"], one["lot"], one["exceedance"]) for one in shown} == {("S1", "A1", "")}
    assert told(effects, "order", "item", "lot") == [("nonconformance.complaint", "C1", "S1", "SAUCE", "A1")] * 2


async def test_goods_come_back_without_papers(systems: LocalSystems) -> None:
    """WMS takes a return that names no shipment, and still refuses one that it never made."""
    unknown = await desk(systems, "wms", "return_goods", **{"return": "RT1"}, shipment="S9", **COMING_BACK)
    bare = await desk(systems, "wms", "return_goods", **{"return": "RT2"}, shipment="", **COMING_BACK)

    assert (unknown.status, unknown.body["code"]) == (404, "unknown-shipment")
    assert (bare.status, bare.stream) == (201, "wms/returns")
