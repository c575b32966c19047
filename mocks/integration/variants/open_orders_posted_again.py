"""When MES is replaced, its open orders are made in it again."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Reposting(OrderRelease):
    hears = (*OrderRelease.hears, "mes.system_migrated")

    def write(self, event: Event) -> Iterator[Draft]:
        store = self.books.store
        for draft in super().write(event):
            yield draft
            if event.kind == "order_released":
                store.know(f"released:{event.details['order']}", msgspec.json.encode(draft.body).decode())
        for one in event.details.get("orders") or () if event.kind == "system_migrated" else ():
            body = msgspec.json.decode(store.known(f"released:{one['order']}"))
            again = self.posting(event, "/work-orders", body)
            yield msgspec.structs.replace(again, part=f"again {one['order']}", lane=f"order:{one['order']}")


VARIANT = Variant(
    title="The open orders of a replaced MES are posted to it again",
    must=("FLOW-01",),
    may=("FLOW-02",),
    parts=instead(Reposting),
    scenarios=("mes_cutover",),
)
