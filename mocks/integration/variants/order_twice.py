"""Each order is made twice in MES."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Insistent(OrderRelease):
    def write(self, event: Event) -> Iterator[Draft]:
        for draft in super().write(event):
            yield draft
            if event.kind == "order_released":
                yield msgspec.structs.replace(draft, part="again", gives=())


VARIANT = Variant(
    title="Each order is made twice in MES",
    must=("FLOW-01",),
    may=("FLOW-02", "FLOW-03", "IDM-07", "RES-02", "RES-05"),
    parts=instead(Insistent),
)
