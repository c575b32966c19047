"""
Packing: each handling unit is made known to WMS with the lots that it holds, and what is taken out of it again.

What is done to one unit is posted in its order; what comes in another order waits for what was before it.
"""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event, Portion, moment
from lotproof.mocks.integration.genealogy import unit_key
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.holding import held
from lotproof.mocks.integration.identity import StuckError
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


def unit_of(event: Event, unit: Portion) -> JSON:
    return {"system": "wms", "kind": "unit", "scope": event.plant, "id": unit.sscc}


def before(handler: Handler, event: Event, unit: Portion) -> set[str]:
    """What the unit held when this happened to it."""
    key, at = unit_key(event.plant, unit.sscc), moment(event.occurred_at)
    return set(held(handler.books.store, key, at, but=event.source))


class Packing(Handler):
    flow = "operation_completion"
    hears: tuple[str, ...] = ("floor.packed",)

    def write(self, event: Event) -> Iterator[Draft]:
        for number, unit in enumerate(one for one in event.outputs if one.sscc):
            if before(self, event, unit):
                text = f"unit {unit.sscc} is packed again, and nobody has told that it was taken apart"
                raise StuckError("unit-in-use", unit_of(event, unit), text)
            yield Draft(
                system="wms",
                path="/units",
                body={
                    "sscc": unit.sscc,
                    "plant": event.plant,
                    "location": unit.location,
                    "order": event.order,
                    "lines": self.contents(event),
                    "equipment": event.equipment,
                },
                flow=self.flow,
                part=f"unit-{number}",
                subject=unit_of(event, unit),
                lane=f"unit/{event.plant}/{unit.sscc}",
                rank=moment(event.occurred_at),
                gives=(f"/units/{unit.sscc}",),
            )

    def contents(self, event: Event) -> list[JSON]:
        return [self.line(one) for one in event.inputs if not one.sscc]

    def line(self, portion: Portion) -> JSON:
        return {**self.lot(portion), **self.amount(portion)}


class Unpacking(Handler):
    flow = "operation_completion"
    hears: tuple[str, ...] = ("floor.unpacked",)

    def write(self, event: Event) -> Iterator[Draft]:
        lots = [one for one in event.outputs if not one.sscc]
        for number, unit in enumerate(one for one in event.inputs if one.sscc):
            if not before(self, event, unit):
                text = f"unit {unit.sscc} is taken apart, and nobody has told that it was packed"
                raise StuckError("unknown-unit", unit_of(event, unit), text)
            yield Draft(
                system="wms",
                path=f"/units/{unit.sscc}/unpack",
                body={"lines": [{**self.lot(one), **self.amount(one)} for one in lots], "equipment": event.equipment},
                flow=self.flow,
                part=f"unpacking-{number}",
                subject=unit_of(event, unit),
                lane=f"unit/{event.plant}/{unit.sscc}",
                rank=moment(event.occurred_at),
                needs=(f"/units/{unit.sscc}",),
            )
