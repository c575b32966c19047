"""Orders: what ERP releases, changes or withdraws goes to MES; what MES makes of them goes back to ERP."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class OrderRelease(Handler):
    """ERP to MES, in ERP's own order for each line, whatever order they arrive in while MES is away."""

    flow = "order_release"
    hears: tuple[str, ...] = ("erp.order_released", "erp.order_changed", "erp.order_cancelled")

    def write(self, event: Event) -> Iterator[Draft]:
        order = str(event.details.get("order"))
        there = f"/work-orders/{order}"
        match event.kind:
            case "order_released":
                yield self.posting(event, "/work-orders", self.work_order(event.details), gives=(there,))
            case "order_changed":
                quantity = {"quantity": str(event.details.get("quantity"))}
                yield self.posting(event, f"{there}/change", quantity, needs=(there,))
            case "order_cancelled":
                yield self.posting(event, f"{there}/cancel", {}, needs=(there,))

    def work_order(self, said: JSON) -> JSON:
        """The order with everything that MES must know, the approved lots in MES's spelling."""
        same = ("order", "quantity", "unit", "bom_revision", "plant", "line")
        return {
            **{name: said.get(name) for name in same},
            "item": self.identities.code(str(said.get("material"))),
            "approved_lots": [self.lot(lot) for lot in said.get("approved_lots") or ()],
        }

    def posting(
        self, event: Event, path: str, body: JSON, *, needs: tuple[str, ...] = (), gives: tuple[str, ...] = ()
    ) -> Draft:
        order = str(event.details.get("order"))
        return Draft(
            system="mes",
            path=path,
            body=body,
            flow=self.flow,
            part=event.kind,
            subject=self.about_order(event, order),
            lane=f"line:{event.plant}/{event.details.get('line')}" if gives else f"order:{order}",
            rank=f"{event.seq:020d}",
            needs=needs,
            gives=gives,
        )


class OrderStatus(Handler):
    """MES to ERP. An older status that is late is left unsaid."""

    flow = "order_status"
    hears: tuple[str, ...] = ("mes.order_started", "mes.order_completed", "mes.order_closed")

    def write(self, event: Event) -> Iterator[Draft]:
        order = str(event.details.get("order"))
        yield Draft(
            system="erp",
            path=f"/orders/{order}/status",
            body={"status": self.status(event)},
            flow=self.flow,
            part="status",
            subject=self.about_order(event, order),
            lane=f"order:{order}",
            rank=f"{event.seq:020d}",
            entity=f"erp:order:{order}",
        )

    def status(self, event: Event) -> str:
        return event.kind.removeprefix("order_")
