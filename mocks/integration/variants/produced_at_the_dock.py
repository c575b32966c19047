"""What an operation yields is booked at one storage location, wherever it lies."""

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.production import Production
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class AtTheDock(Production):
    def erp_production(self, event: Event, number: int, portion: Portion) -> Draft:
        draft = super().erp_production(event, number, portion)
        draft.body["lines"] = [{**line, "location": "DOCK"} for line in draft.body["lines"]]
        return draft


VARIANT = Variant(
    title="What an operation yields is booked at one storage location, wherever it lies",
    must=("FLOW-15",),
    parts=instead(AtTheDock),
    scenarios=("multi_plant_transfer",),
)
