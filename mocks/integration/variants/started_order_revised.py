"""A new revision is put into every work order of the item, also into those that have started."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.master import Masters
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Everywhere(Masters):
    hears = (*Masters.hears, "erp.order_released")

    def write(self, event: Event) -> Iterator[Draft]:
        item = self.identities.code(str(event.details.get("material")))
        orders = self.books.store.known(f"orders:{item}").split()
        if event.kind == "order_released":
            self.books.store.know(f"orders:{item}", " ".join([*orders, str(event.details.get("order"))]))
            return
        yield from super().write(event)
        for order in orders:
            yield Draft(
                system="mes",
                path=f"/work-orders/{order}/revision",
                body={"bom_revision": event.details.get("revision")},
                flow=self.flow,
                part=f"revision of {order}",
                subject={"system": "erp", "kind": "order", "scope": "", "id": order},
                needs=(f"/work-orders/{order}",),
            )


VARIANT = Variant(
    title="A new revision is put into every work order of the item, also into those that have started",
    must=("FLOW-12",),
    may=("FLOW-01",),
    parts=instead(Everywhere),
    scenarios=("new_revision",),
)
