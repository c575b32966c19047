"""Scrap is posted as good."""

from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.production import Production
from lotproof.mocks.integration.variants.variant import Variant, instead


class Optimist(Production):
    def yield_of(self, event: Event, portion: Portion) -> str:
        return "good"


VARIANT = Variant(
    title="Scrap is posted as good",
    must=("FLOW-06",),
    may=("ORD-03", "RES-01", "RES-03", "RES-07"),
    parts=instead(Optimist),
)
