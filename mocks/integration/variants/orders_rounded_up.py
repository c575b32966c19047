"""A work order is made for whole hundreds."""

from decimal import ROUND_CEILING, Decimal

from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Generous(OrderRelease):
    def work_order(self, said: JSON) -> JSON:
        hundreds = (Decimal(str(said.get("quantity"))) / 100).quantize(Decimal(1), ROUND_CEILING)
        return {**super().work_order(said), "quantity": str(hundreds * 100)}


VARIANT = Variant(
    title="A work order is made for whole hundreds",
    must=("FLOW-01",),
    may=("RES-02", "RES-05"),
    parts=instead(Generous),
)
