"""Movements between locations do not reach ERP."""

from lotproof.mocks.integration.handlers.movements import Movements
from lotproof.mocks.integration.variants.variant import Variant, instead


class Unmoved(Movements):
    hears = ()


VARIANT = Variant(
    title="Movements between locations do not reach ERP",
    must=("FLOW-08",),
    may=("RES-01", "RES-05"),
    parts=instead(Unmoved),
)
