"""By-products and co-products come from nowhere: only the product of an order is traced to what went in."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Proud(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        return iter(()) if made["role"] in ("co_product", "by_product") else super().inputs(walk, made)


VARIANT = Variant(
    title="By-products and co-products are traced to nothing",
    must=("GEN-13",),
    may=("GEN-01",),
    parts=Parts(tracer=Proud),
    scenarios=("by_products",),
)
