"""Material issue: each lot that the floor uses up is booked in MES and in ERP."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class Material(Handler):
    """What ERP books by itself, by backflushing, is left to it."""

    flow = "material_issue"
    hears: tuple[str, ...] = ("floor.consumed",)

    def write(self, event: Event) -> Iterator[Draft]:
        for number, portion in enumerate(event.inputs):
            yield self.mes_consumption(event, number, portion)
            if not self.identities.backflushed(portion.item):
                yield self.erp_consumption(event, number, portion)

    def mes_consumption(self, event: Event, number: int, portion: Portion) -> Draft:
        return Draft(
            system="mes",
            path="/consumptions",
            body={**self.where(event), **self.lot(portion), **self.issued(portion), **by_whom(event)},
            flow=self.flow,
            part=f"consumption-{number}",
            subject=self.about_lot(portion),
            needs=self.work_order_path(event),
        )

    def erp_consumption(self, event: Event, number: int, portion: Portion) -> Draft:
        """ERP must know the lot before it can be used up there."""
        line = {**self.erp_lot(portion), **self.issued(portion), "location": portion.location}
        return Draft(
            system="erp",
            path="/goods-movements",
            body={"movement_type": "consumption", **self.where(event), "lines": [line]},
            flow=self.flow,
            part=f"consumption-{number}",
            subject=self.about_lot(portion),
            needs=(self.erp_lot_path(portion),),
        )

    def issued(self, portion: Portion) -> JSON:
        return self.amount(portion)

    def where(self, event: Event) -> JSON:
        return {"order": event.order, "operation": event.operation}


def by_whom(event: Event) -> JSON:
    return {"equipment": event.equipment, "operator": event.operator}
