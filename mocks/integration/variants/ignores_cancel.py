"""A withdrawn order stays in MES."""

from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.variants.variant import Variant, instead


class Unstoppable(OrderRelease):
    hears = ("erp.order_released", "erp.order_changed")


VARIANT = Variant(
    title="A withdrawn order stays in MES", must=("FLOW-03",), may=("RES-02", "RES-05"), parts=instead(Unstoppable)
)
