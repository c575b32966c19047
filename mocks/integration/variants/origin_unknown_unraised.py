"""Goods that come back without papers are posted, and nobody is told that their shipment is unknown."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.completeness import Completeness
from lotproof.mocks.integration.variants.variant import Variant


class Incurious(Completeness):
    def came_back(self, event: Event) -> None:
        """It will have come from somewhere."""


VARIANT = Variant(
    title="Goods that come back without papers are posted, and nobody is told that their shipment is unknown",
    must=("FLOW-11",),
    parts=Parts(completeness=Incurious),
    scenarios=("returns_and_complaint",),
)
