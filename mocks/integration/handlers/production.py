"""Production: what an operation yields is booked in MES and ERP: good, scrap, by- and co-products apart."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.handlers.material import by_whom
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON

YIELDS = {"output": "good", "co_product": "co_product", "by_product": "by_product", "scrap": "scrap"}


class Production(Handler):
    flow = "operation_completion"
    hears: tuple[str, ...] = ("floor.produced", "floor.scrapped")

    def write(self, event: Event) -> Iterator[Draft]:
        for number, portion in enumerate(event.outputs or event.inputs):
            yield self.mes_production(event, number, portion)
            yield self.erp_production(event, number, portion)

    def mes_production(self, event: Event, number: int, portion: Portion) -> Draft:
        said = {**self.lot(portion), **self.made(event, portion), **by_whom(event)}
        return Draft(
            system="mes",
            path="/productions",
            body={"order": event.order, "operation": event.operation, **said},
            flow=self.flow,
            part=f"production-{number}",
            subject=self.about_lot(portion),
            needs=self.work_order_path(event),
        )

    def erp_production(self, event: Event, number: int, portion: Portion) -> Draft:
        line = {**self.erp_lot(portion), **self.made(event, portion), "location": portion.location}
        scrap = line["yield"] == "scrap"
        return Draft(
            system="erp",
            path="/goods-movements",
            body={
                "movement_type": "production",
                "order": event.order,
                "operation": event.operation,
                "lines": [line],
            },
            flow=self.flow,
            part=f"production-{number}",
            subject=self.about_lot(portion),
            gives=() if scrap else (self.erp_lot_path(portion),),
        )

    def made(self, event: Event, portion: Portion) -> JSON:
        return {**self.amount(portion), "yield": self.yield_of(event, portion)}

    def yield_of(self, event: Event, portion: Portion) -> str:
        """`rework` is said by the floor in so many words; all else follows from the role."""
        if event.kind == "scrapped":
            return "scrap"
        return str(event.details.get("yield") or YIELDS.get(portion.role, "good"))
