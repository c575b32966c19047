"""Every yield of an order is booked as its product."""

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.production import Production
from lotproof.mocks.integration.variants.variant import Variant, instead


class Undiscerning(Production):
    def yield_of(self, event: Event, portion: Portion) -> str:
        return "scrap" if event.kind == "scrapped" else "good"


VARIANT = Variant(
    title="By-products and co-products are booked as good product",
    must=("FLOW-06",),
    may=("IDM-01",),
    parts=instead(Undiscerning),
    scenarios=("by_products",),
)
