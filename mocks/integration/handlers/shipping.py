"""Shipments and returns: what leaves is a delivery in ERP, each unit with its lots; what comes back is not free."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class Shipments(Handler):
    """A delivery waits for every block that is on its way to ERP."""

    flow = "shipment"
    hears: tuple[str, ...] = ("wms.shipment_confirmed",)

    def write(self, event: Event) -> Iterator[Draft]:
        said = event.details
        units = said.get("units") or ()
        yield Draft(
            system="erp",
            path="/deliveries",
            body={
                "shipment": said.get("shipment"),
                "customer": said.get("customer"),
                "units": [{"sscc": unit.get("sscc"), "lines": self.lines(unit)} for unit in units],
            },
            flow=self.flow,
            part="delivery",
            subject={"system": "wms", "kind": "shipment", "scope": event.plant, "id": said.get("shipment")},
            gate="frees",
            needs=tuple({self.erp_lot_path(line): 1 for unit in units for line in unit.get("lines") or ()}),
        )

    def lines(self, unit: JSON) -> list[JSON]:
        return [{**self.erp_lot(line), **self.amount(line)} for line in unit.get("lines") or ()]


class Returns(Handler):
    """Goods that come back are linked to the shipment that they left with."""

    flow = "return"
    hears: tuple[str, ...] = ("wms.goods_returned",)

    def write(self, event: Event) -> Iterator[Draft]:
        said = event.details
        yield Draft(
            system="erp",
            path="/returns",
            body={
                **{name: said.get(name) for name in ("return", "shipment", "customer")},
                "lines": [self.line(line) for line in said.get("lines") or ()],
            },
            flow=self.flow,
            part="return",
            subject={"system": "wms", "kind": "shipment", "scope": event.plant, "id": said.get("shipment")},
            needs=tuple(self.erp_lot_path(line) for line in said.get("lines") or ()),
        )

    def line(self, line: JSON) -> JSON:
        return {**self.erp_lot(line), **self.amount(line), "status": self.status(line)}

    def status(self, line: JSON) -> str:
        return str(line.get("status") or self.books.rules.return_status)
