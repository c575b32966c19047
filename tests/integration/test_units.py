"""Handling units that are taken apart and packed again: what is posted, in which order, and what is traced."""

from itertools import permutations
from typing import Any

import pytest

from tests.integration.world import MORNING, Bench, change, floor, live, part, settled

SSCC = "006141410000000012"
UNIT = {"kind": "unit", "sscc": SSCC, "role": "content", "location": "FG"}
KEY = f"unit:NORTH:{SSCC}"


def jars(lot: str, quantity: str, role: str = "content") -> dict[str, Any]:
    return part("JAR", lot, quantity, role, "EA")


MADE = floor("produced", 3, 141, equipment="P1", order="K1", step="K1", outputs=[jars("J2", "600", "output")])
APART = floor("unpacked", 1, 170, equipment="Z2", order="", inputs=[UNIT], outputs=[jars("J1", "400", "removed")])
AGAIN = floor("packed", 2, 180, equipment="Z1", order="K1", inputs=[jars("J2", "300")], outputs=[UNIT])
LEFT = change(
    "wms/shipments",
    "shipment_confirmed",
    2,
    190,
    shipment="S2",
    customer="HARBOUR",
    units=[{"sscc": SSCC, "lines": [{"item": "JAR", "lot": "J2", "quantity": "300", "unit": "EA"}]}],
)
PACKED = next(one for one in MORNING if one.get("event_type") == "packed")
REST = tuple(one for one in MORNING if one is not PACKED)


def told(*facts: dict[str, Any], **question: str) -> Any:
    async def story(bench: Bench) -> Any:
        await bench.hear(*facts)
        await settled(5)
        wms = [(place, body) for _, place, _, body in bench.systems.calls if place.startswith("wms /units")]
        return await bench.get("/trace", **question) if question else [place for place, _ in wms]

    return live(story)


SHIPPED = [one for one in REST if one.get("type") == "shipment_confirmed"]
IN_ITS_STREAM = [order for order in permutations((PACKED, APART, AGAIN)) if order.index(PACKED) < order.index(AGAIN)]


@pytest.mark.parametrize("left", [SHIPPED, []], ids=["shipped", "here"])
@pytest.mark.parametrize("order", IN_ITS_STREAM, ids=lambda order: " ".join(one["stream"][6:] for one in order))
def test_what_is_done_to_a_unit_is_posted_in_its_order(order: Any, left: list[Any]) -> None:
    """In whatever order it is heard, packing, unpacking and packing again are posted as they happened."""
    rest = [one for one in REST if one not in SHIPPED]
    assert told(*rest, *left, MADE, *order) == ["wms /units", f"wms /units/{SSCC}/unpack", "wms /units"]


def things(graph: dict[str, Any]) -> set[str]:
    return {item["key"] for item in graph["items"] if item["key"].startswith(("lot:JAR", "unit"))}


def customers(graph: dict[str, Any]) -> set[str]:
    return {one["id"] for step in graph["steps"] for one in step["documents"] if one["kind"] == "customer"}


ALL = (*MORNING, MADE, APART, AGAIN, LEFT)


@pytest.mark.parametrize(("as_of", "lot"), [("", "J2"), ("2024-05-01T08:55:00Z", ""), ("2024-05-01T08:45:00Z", "J1")])
def test_a_unit_holds_what_is_in_it_at_the_time(as_of: str, lot: str) -> None:
    """J2 today, nothing when it was taken apart, J1 before."""
    more = {"as_of": as_of} if as_of else {}
    graph = told(*ALL, kind="unit", scope="NORTH", id=SSCC, direction="backward", **more)

    assert things(graph) == {KEY, *([f"lot:JAR:{lot}"] if lot else [])}


@pytest.mark.parametrize(("lot", "customer"), [("J1", "CITYMART"), ("J2", "HARBOUR")])
def test_a_lot_went_where_its_unit_was_while_it_was_in_it(lot: str, customer: str) -> None:
    """The number left twice; each lot has reached one customer."""
    graph = told(*ALL, kind="lot", scope="JAR", id=lot, direction="forward")

    assert (things(graph), customers(graph)) == ({KEY, f"lot:JAR:{lot}"}, {customer})


@pytest.mark.parametrize(("shipment", "lot"), [("S1", "J1"), ("S2", "J2")])
def test_a_shipment_is_what_its_units_held_then(shipment: str, lot: str) -> None:
    """Backward from a shipment: what was in the unit when it left."""
    graph = told(*ALL, kind="shipment", scope="NORTH", id=shipment, direction="backward")

    assert things(graph) == {KEY, f"lot:JAR:{lot}"}


def test_what_is_taken_out_in_part_stays_in_part() -> None:
    """Of 400 jars 150 come out: the edges of the unit add up to 250."""
    some = {**APART, "outputs": [jars("J1", "150", "removed")]}
    graph = told(*MORNING, some, kind="unit", scope="NORTH", id=SSCC, direction="backward")
    edges = [(one["side"], one["role"], one["quantity"]) for one in graph["edges"] if one["item"] == "lot:JAR:J1"]

    assert [one for one in edges if one[1] != "output"] == [("in", "content", "400"), ("out", "removed", "150")]
