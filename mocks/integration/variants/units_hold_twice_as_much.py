"""Handling units are told to WMS with twice of what is in them."""

from decimal import Decimal

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.packing import Packing
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Twofold(Packing):
    def contents(self, event: Event) -> list[JSON]:
        return [{**line, "quantity": str(Decimal(line["quantity"]) * 2)} for line in super().contents(event)]


VARIANT = Variant(
    title="Handling units are told to WMS with twice of what is in them",
    must=("FLOW-15",),
    may=("FLOW-10", "GEN-10", "IDM-05"),
    parts=instead(Twofold),
    scenarios=("multi_plant_transfer",),
)
