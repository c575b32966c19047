"""Receipts: what WMS receives becomes stock in ERP, with its supplier's lot, and an inspection in QMS."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class Receipts(Handler):
    flow = "receipt"
    hears: tuple[str, ...] = ("wms.goods_received",)

    def write(self, event: Event) -> Iterator[Draft]:
        for number, line in enumerate(event.details.get("lines") or ()):
            yield self.erp_receipt(event, number, line)
            if self.is_inspected(line):
                yield self.inspection(event, number, line)

    def is_inspected(self, line: JSON) -> bool:
        item = self.identities.item(str(line.get("item")))
        return bool(line.get("inspected", item.inspected))

    def erp_receipt(self, event: Event, number: int, line: JSON) -> Draft:
        """One document per line, as each line has a supplier's lot of its own."""
        status = self.books.rules.lot_status["undecided"] if self.is_inspected(line) else "free"
        place = {"location": str(line.get("location") or ""), "status": status}
        return Draft(
            system="erp",
            path="/goods-movements",
            body={
                "movement_type": "receipt",
                **self.origin(event, line),
                "lines": [{**self.erp_lot(line), **self.amount(line), **place}],
            },
            flow=self.flow,
            part=f"receipt-{number}",
            subject=self.about_lot(line),
            gives=(self.erp_lot_path(line),),
        )

    def origin(self, event: Event, line: JSON) -> JSON:
        said = {name: str(event.details.get(name) or "") for name in ("receipt", "purchase_order", "supplier")}
        return {**said, "supplier_lot": self.supplier_lot(line)}

    def supplier_lot(self, line: JSON) -> str:
        return str(line.get("supplier_lot") or "")

    def inspection(self, event: Event, number: int, line: JSON) -> Draft:
        origin = self.origin(event, line)
        del origin["purchase_order"]
        return Draft(
            system="qms",
            path="/inspections",
            body={"plant": event.plant, **self.lot(line), **self.amount(line), **origin},
            flow=self.flow,
            part=f"inspection-{number}",
            subject=self.about_lot(line),
        )
