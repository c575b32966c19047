"""Complaints of one lot are taken for one, whoever has complained of which shipment."""

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.complaints import Complaints
from lotproof.mocks.integration.variants.variant import Variant, instead


class OncePerLot(Complaints):
    def group(self, event: Event) -> str:
        return f"complaint:{event.details.get('item')}/{event.details.get('lot')}"


VARIANT = Variant(
    title="Complaints of one lot are taken for one, whoever has complained of which shipment",
    must=("FLOW-14",),
    parts=instead(OncePerLot),
    scenarios=("returns_and_complaint",),
)
