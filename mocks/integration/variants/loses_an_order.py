"""Every third order that ERP releases is lost."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Forgetful(OrderRelease):
    def write(self, event: Event) -> Iterator[Draft]:
        if event.kind == "order_released":
            heard = int(self.books.store.known("orders heard") or 0) + 1
            self.books.store.know("orders heard", str(heard))
            if heard % 3 == 0:
                return
        yield from super().write(event)


VARIANT = Variant(
    title="Every third order that ERP releases is lost",
    must=("FLOW-01",),
    may=("RES-02", "RES-05"),
    parts=instead(Forgetful),
)
