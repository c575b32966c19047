"""Complaints: each is one nonconformance, however often it is told; what it is about can be asked from it."""

import pytest
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import JSON, Ports
from lotproof.mocks.integration.settings import Settings

from tests.integration.world import MORNING, Bench, change, live, settled


def with_portal(world: JSON, settings: Settings, ports: Ports) -> Integration:
    """The same world, with a portal in it."""
    systems = world["systems"]
    return Integration(
        {**world, "systems": {**systems, "portal": {**systems["wms"], "url": "http://portal"}}}, settings, ports
    )


def complaint(seq: int, number: str, lot: str = "J1") -> JSON:
    said = {"complaint": number, "customer": "CITYMART", "shipment": "S1", "item": "JAR", "lot": lot, "text": "sour"}
    return change("portal/complaints", "complaint_received", seq, 300 + seq, **said)


def test_what_is_written_again_joins() -> None:
    """Told twice by the wire, and written again by the customer: one nonconformance, with shipment and lot."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, complaint(1, "C1"), complaint(1, "C1"), complaint(2, "C1"), complaint(3, "C2"))
        await settled()
        posted = bench.systems.posted("qms /complaints")
        about = [(one["complaint"], one["shipment"], one["item"], one["lot"]) for one in posted]
        assert about == [("C1", "S1", "JAR", "J1"), ("C2", "S1", "JAR", "J1")]

    live(story, build=with_portal)


def test_a_complaint_leads_to_its_lot_and_its_delivery() -> None:
    """Back from the complaint is back from the lot that it is about, and how that left."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, complaint(1, "C1"))
        await settled()
        lot, asked = [
            await bench.get("/trace", kind=kind, id=number, direction="backward")
            for kind, number in (("lot", "J1"), ("complaint", "C1"))
        ]
        beside = [one for one in asked["items"] if one not in lot["items"]]
        assert lot["items"] and [one["kind"] for one in beside] == ["unit"]
        more = [one for one in asked["edges"] if one not in lot["edges"]]
        assert [one["step"].split(":")[0] for one in more] == ["pack", "pack", "shipment"]

    live(story, build=with_portal)


def test_a_decision_stands_where_the_lot_came_in() -> None:
    """An inspection belongs to the step that the lot came out of."""

    async def story(bench: Bench) -> None:
        said = {"item": "TOMATO", "lot": "T1", "decision": "accepted"}
        await bench.hear(*MORNING, change("qms/decisions", "usage_decision", 1, 300, **said))
        await settled()
        asked = await bench.get("/trace", kind="lot", id="J1", direction="backward")
        found = [(one["type"], one["inspections"]) for one in asked["steps"] if one["inspections"]]
        assert found == [("receipt", [{"system": "qms", **said}])]

    live(story, build=with_portal)


@pytest.mark.parametrize(("shipment", "codes"), [("", {"unknown-origin"}), ("S1", set())])
def test_an_unknown_origin_stays_open(shipment: str, codes: set[str]) -> None:
    """A return without a shipment is posted as it is, and a person is told; one with its shipment is not."""
    line = {"item": "JAR", "lot": "J1", "quantity": "2", "unit": "EA", "location": "RET"}
    back = {"return": "RT1", "shipment": shipment, "customer": "CITYMART", "reason": "burst", "lines": [line]}

    async def story(bench: Bench) -> None:
        bench.systems.there.add("erp /lots/000000000000100021/J1")
        await bench.hear(*MORNING, change("wms/returns", "goods_returned", 9, 400, **back))
        await settled()
        assert set(await bench.exceptions()) == codes
        assert [one["shipment"] for one in bench.systems.posted("erp /returns")][-1] == shipment

    live(story, build=with_portal)
