"""Deliveries are posted without the lots in their units."""

from lotproof.mocks.integration.handlers.shipping import Shipments
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Empty(Shipments):
    def lines(self, unit: JSON) -> list[JSON]:
        return []


VARIANT = Variant(
    title="Deliveries are posted without the lots in their units",
    must=("FLOW-10",),
    may=("RES-01", "RES-05"),
    parts=instead(Empty),
)
