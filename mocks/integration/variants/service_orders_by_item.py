"""A service order is filed under its item: a recall names those of good packs too."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class ByItem(Chronicle):
    def serviced(self, event: Event) -> None:
        item = self.portion(event.details).item
        rows = self.genealogy._store.rows("SELECT number FROM thing WHERE scope = ? ORDER BY number", item)
        for row in rows:
            super().serviced(msgspec.structs.replace(event, details={**event.details, "lot": row["number"]}))


VARIANT = Variant(
    title="A service order is filed under its item, whatever its serial",
    must=("REC-02",),
    parts=Parts(chronicle=ByItem),
    scenarios=("supplier_recall",),
)
