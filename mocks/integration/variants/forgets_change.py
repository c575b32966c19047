"""A changed order quantity does not reach MES."""

from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.variants.variant import Variant, instead


class Unchanging(OrderRelease):
    hears = ("erp.order_released", "erp.order_cancelled")


VARIANT = Variant(
    title="A changed order quantity does not reach MES", must=("FLOW-03",), may=("RES-05",), parts=instead(Unchanging)
)
