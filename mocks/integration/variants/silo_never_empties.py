"""What was once filled into a tank stays in it, also when all of it was drawn."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.tanks import Tanks
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Clinging(Tanks):
    def empties(self, thing: str) -> list[str] | None:
        return None if super().empties(thing) is None else []


class Sticky(Tracer):
    tanks = Clinging


VARIANT = Variant(
    title="What was once filled into a tank stays in it, also when all of it was drawn",
    must=("GEN-15",),
    parts=Parts(tracer=Sticky),
    scenarios=("silo_blend",),
)
