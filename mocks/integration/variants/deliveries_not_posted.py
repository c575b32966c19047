"""Goods that have left stay in ERP's stock: no delivery is posted."""

from lotproof.mocks.integration.handlers.shipping import Shipments
from lotproof.mocks.integration.variants.variant import Variant, instead


class Unshipped(Shipments):
    hears: tuple[str, ...] = ()


VARIANT = Variant(
    title="Goods that have left stay in ERP's stock: no delivery is posted",
    must=("FLOW-10", "FLOW-15"),
    may=("GEN-14", "GEN-10", "GEN-02", "GEN-04"),
    parts=instead(Unshipped),
    scenarios=("multi_plant_transfer",),
)
