"""Packing: each handling unit is made known to WMS, with the lots that it holds."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class Packing(Handler):
    flow = "operation_completion"
    hears: tuple[str, ...] = ("floor.packed",)

    def write(self, event: Event) -> Iterator[Draft]:
        for number, unit in enumerate(one for one in event.outputs if one.sscc):
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
                subject={"system": "wms", "kind": "unit", "scope": event.plant, "id": unit.sscc},
                gives=(f"/units/{unit.sscc}",),
            )

    def contents(self, event: Event) -> list[JSON]:
        return [self.line(one) for one in event.inputs if not one.sscc]

    def line(self, portion: Portion) -> JSON:
        return {**self.lot(portion), **self.amount(portion)}
