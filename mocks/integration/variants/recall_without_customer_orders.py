"""A recall names shipments and customers, and not the orders that these had placed."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.genealogy import Document
from lotproof.mocks.integration.variants.variant import Variant


class NoOrders(Chronicle):
    def _delivery(self, event: Event) -> list[Document]:
        return [one for one in super()._delivery(event) if one[1] != "customer_order"]


VARIANT = Variant(
    title="A recall names no customer's order",
    must=("REC-01",),
    parts=Parts(chronicle=NoOrders),
    scenarios=("supplier_recall",),
)
