"""Consumptions are booked out of one storage location, wherever the goods lay."""

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class FromOnePlace(Material):
    def erp_consumption(self, event: Event, number: int, portion: Portion) -> Draft:
        draft = super().erp_consumption(event, number, portion)
        draft.body["lines"] = [{**line, "location": "LRAW"} for line in draft.body["lines"]]
        return draft


VARIANT = Variant(
    title="Consumptions are booked out of one storage location, wherever the goods lay",
    must=("FLOW-15",),
    parts=instead(FromOnePlace),
    scenarios=("multi_plant_transfer",),
)
