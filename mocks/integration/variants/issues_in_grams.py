"""Consumptions are posted in grams and called kilograms."""

from decimal import Decimal

from lotproof.mocks.integration.canonical import Portion
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Thousandfold(Material):
    def issued(self, portion: Portion) -> JSON:
        amount = super().issued(portion)
        return {**amount, "quantity": str(Decimal(amount["quantity"]) * 1000)}


VARIANT = Variant(
    title="Consumptions are posted in grams and called kilograms",
    must=("FLOW-05",),
    may=("ORD-01", "RES-01", "RES-02", "RES-03", "RES-05"),
    parts=instead(Thousandfold),
)
