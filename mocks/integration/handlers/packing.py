"""
Packing: each handling unit is made known to WMS with the lots that it holds, and what is taken out of it again.

What is done to one unit is posted in its order; what comes in another order waits for what was before it.
"""

from collections.abc import Iterable, Iterator

from lotproof.mocks.integration.canonical import Event, Portion, moment
from lotproof.mocks.integration.genealogy import unit_key
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.holding import around, held
from lotproof.mocks.integration.identity import StuckError
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


def unit_of(event: Event, unit: Portion) -> JSON:
    return {"system": "wms", "kind": "unit", "scope": event.plant, "id": unit.sscc}


def before(handler: Handler, event: Event, unit: Portion) -> set[str]:
    """What the unit held when this happened to it."""
    key, at = unit_key(event.plant, unit.sscc), moment(event.occurred_at)
    return set(held(handler.books.store, key, at, but=event.source))


def lane(event: Event, unit: Portion, holds: Iterable[str], boxes: Iterable[Portion]) -> str:
    """What is done to one unit is in one lane; where units stand in units, what is done to any of a plant is."""
    nested = any(boxes) or any(one.startswith("unit:") for one in holds)
    return f"boxes/{event.plant}" if nested else f"unit/{event.plant}/{unit.sscc}"


def line(handler: Handler, portion: Portion) -> JSON:
    return {**handler.lot(portion), **handler.amount(portion)}


def boxes(portions: Iterable[Portion]) -> list[Portion]:
    return [one for one in portions if one.sscc]


def named(inner: list[Portion]) -> JSON:
    """The units in a unit, where there are any."""
    return {"units": [box.sscc for box in inner]} if inner else {}


class Packing(Handler):
    flow = "operation_completion"
    hears: tuple[str, ...] = ("floor.packed",)

    def write(self, event: Event) -> Iterator[Draft]:
        for number, unit in enumerate(one for one in event.outputs if one.sscc):
            if before(self, event, unit):
                text = f"unit {unit.sscc} is packed again, and nobody has told that it was taken apart"
                raise StuckError("unit-in-use", unit_of(event, unit), text)
            inner = boxes(event.inputs)
            self.free(event, inner)
            yield Draft(
                system="wms",
                path="/units",
                body={
                    "sscc": unit.sscc,
                    "plant": event.plant,
                    "location": unit.location,
                    "order": event.order,
                    "lines": self.contents(event),
                    **named(inner),
                    "equipment": event.equipment,
                },
                flow=self.flow,
                part=f"unit-{number}",
                subject=unit_of(event, unit),
                lane=lane(event, unit, (), inner),
                rank=moment(event.occurred_at),
                needs=tuple(f"/units/{box.sscc}" for box in inner),
                gives=(f"/units/{unit.sscc}",),
            )

    def free(self, event: Event, inner: list[Portion]) -> None:
        """Whatever goes into a unit stands in no other."""
        for box in inner:
            key, at = unit_key(event.plant, box.sscc), moment(event.occurred_at)
            if outer := around(self.books.store, key, at, but=event.source):
                text = f"unit {box.sscc} is packed, and nobody has told that it came out of {outer[0]}"
                raise StuckError("unit-in-use", unit_of(event, box), text)

    def contents(self, event: Event) -> list[JSON]:
        return [line(self, one) for one in event.inputs if not one.sscc]


class Unpacking(Handler):
    flow = "operation_completion"
    hears: tuple[str, ...] = ("floor.unpacked",)

    def write(self, event: Event) -> Iterator[Draft]:
        lots, inner = [one for one in event.outputs if not one.sscc], boxes(event.outputs)
        for number, unit in enumerate(one for one in event.inputs if one.sscc):
            there = before(self, event, unit)
            if not there:
                text = f"unit {unit.sscc} is taken apart, and nobody has told that it was packed"
                raise StuckError("unknown-unit", unit_of(event, unit), text)
            yield Draft(
                system="wms",
                path=f"/units/{unit.sscc}/unpack",
                body={"lines": [line(self, one) for one in lots], **named(inner), "equipment": event.equipment},
                flow=self.flow,
                part=f"unpacking-{number}",
                subject=unit_of(event, unit),
                lane=lane(event, unit, there, inner),
                rank=moment(event.occurred_at),
                needs=(f"/units/{unit.sscc}",),
            )
