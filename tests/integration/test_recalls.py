"""Recalls: what is on its way is stopped once, whatever is heard first; service orders are part of the trace."""

from itertools import permutations

import pytest
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import JSON, Ports
from lotproof.mocks.integration.settings import Settings

from tests.integration.world import MORNING, Bench, change, live, settled

LINE = {"item": "JAR", "lot": "J1", "quantity": "2", "unit": "EA"}
SHIPPED = {"shipment": "S1", "customer": "CITYMART", "customer_order": "CO1"}
HELD = {"hold": "H1", "item": "JAR", "lot": "J1", "plant": "NORTH", "reason": "recall"}


def among(*more: str) -> type:
    """The same world with these systems beside its own."""

    class Wider(Integration):
        def __init__(self, world: JSON, settings: Settings, ports: Ports) -> None:
            systems = world["systems"]
            beside = {name: {**systems["wms"], "url": f"http://{name}"} for name in more}
            super().__init__({**world, "systems": {**systems, **beside}}, settings, ports)

    return Wider


def shipped() -> JSON:
    units = [{"sscc": "1", "lines": [LINE]}]
    return change("wms/shipments", "shipment_confirmed", 7, 300, **SHIPPED, units=units)


def collected(seq: int = 1) -> JSON:
    said = {"consignment": "K1", "shipment": "S1", "customer": "CITYMART"}
    return change("carrier/consignments", "consignment_collected", seq, 301, **said)


def delivered() -> JSON:
    said = {"consignment": "K1", "shipment": "S1", "customer": "CITYMART"}
    return change("carrier/consignments", "consignment_delivered", 2, 302, **said)


def recalled(**more: str) -> JSON:
    return change("qms/holds", "hold_placed", 9, 310, **{**HELD, **more})


@pytest.mark.parametrize("order", list(permutations((shipped, collected, recalled))))
def test_it_is_stopped_once_whatever_comes_first(order: tuple) -> None:
    """The shipment, its collection and the recall in any order, one of them twice: one request to stop."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING)
        await bench.hear(*(one() for one in order), recalled())
        await settled()
        assert [one["reason"] for one in bench.systems.posted("carrier /consignments/K1/stop")] == ["recall"]
        assert bench.systems.posted("portal /notices") == []

    live(story, build=among("carrier", "portal"))


@pytest.mark.parametrize("other", [recalled(hold="H9", lot="J9"), recalled(reason="sour")])
def test_what_is_not_recalled_goes_on(other: JSON) -> None:
    """Another lot is recalled; this one is held for another reason."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, shipped(), collected(), other)
        await settled()
        assert bench.systems.posted("carrier /consignments/K1/stop") == []

    live(story, build=among("carrier"))


def test_what_has_come_is_not_stopped() -> None:
    """It was handed over: nothing is asked for."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, shipped(), collected(), delivered(), recalled())
        await settled()
        assert bench.systems.posted("carrier /consignments/K1/stop") == []

    live(story, build=among("carrier"))


def test_a_stop_that_comes_too_late_is_nothing_to_raise() -> None:
    """The carrier says that it has been handed over: there is nothing left to do, and nobody is called."""

    async def story(bench: Bench) -> None:
        bench.systems.script["carrier /consignments/K1/stop"] = [(409, {}, {"code": "consignment-delivered"})]
        bench.systems.there.add("erp /lots/000000000000100021/J1")
        await bench.hear(*MORNING, shipped(), collected(), recalled())
        await settled()
        assert "consignment-delivered" not in await bench.exceptions()

    live(story, build=among("carrier"))


def test_without_a_carrier_the_customer_is_told() -> None:
    """Only a portal is there: a notice to whom it was shipped; with neither nobody is told."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, shipped(), recalled())
        await settled()
        notices = bench.systems.posted("portal /notices")
        assert [(one["customer"], one["shipment"]) for one in notices] == [("CITYMART", "S1")]

    async def alone(bench: Bench) -> None:
        await bench.hear(*MORNING, shipped(), recalled())
        await settled()
        assert not [place for _, place, _, _ in bench.systems.calls if "notices" in place or "stop" in place]

    live(story, build=among("portal"))
    live(alone)


@pytest.mark.parametrize("closed", ["not", "after", "before"])
def test_an_open_service_order_is_in_the_trace(closed: str) -> None:
    """It is a document of a step that the lot goes into; closed, also where that is heard first, it is none."""
    said = {"service_order": "SO1", "customer": "CITYMART", "material": "000000000000100021", "lot": "J1"}
    opened = change("erp/service_orders", "service_order_opened", 1, 320, **said)
    done = change("erp/service_orders", "service_order_closed", 2, 330, **said)
    told = {"not": [opened], "after": [opened, done], "before": [done, opened]}[closed]

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING, shipped(), *told)
        await settled()
        answer = await bench.get("/trace", kind="lot", id="J1", direction="forward")
        named = {(own["kind"], own["id"]) for step in answer["steps"] for own in step["documents"]}
        assert ("customer_order", "CO1") in named
        assert (("service_order", "SO1") in named) is (closed == "not")

    live(story)
