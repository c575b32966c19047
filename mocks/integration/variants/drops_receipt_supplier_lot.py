"""Receipts reach ERP without the supplier's lot."""

from lotproof.mocks.integration.handlers.receipts import Receipts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Anonymous(Receipts):
    def supplier_lot(self, line: JSON) -> str:
        return ""


VARIANT = Variant(
    title="Receipts reach ERP without the supplier's lot",
    must=("FLOW-04",),
    may=("RES-01", "RES-05"),
    parts=instead(Anonymous),
)
