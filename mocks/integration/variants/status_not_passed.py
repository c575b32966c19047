"""That an order is completed or closed does not reach ERP."""

from lotproof.mocks.integration.handlers.orders import OrderStatus
from lotproof.mocks.integration.variants.variant import Variant, instead


class OnlyBegins(OrderStatus):
    hears = ("mes.order_started",)


VARIANT = Variant(
    title="That an order is completed or closed does not reach ERP",
    must=("FLOW-16",),
    may=("ORD-01", "RES-01", "RES-05"),
    parts=instead(OnlyBegins),
)
