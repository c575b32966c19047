"""A silo that empties from below is taken for one that mixes: what has left is named, and what lies above."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.tanks import Mixing, Tanks
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Mixed(Tanks):
    def _mixing(self, thing: str) -> Mixing:
        return Mixing("unknown")


class Stirring(Tracer):
    tanks = Mixed


VARIANT = Variant(
    title="A silo that empties from below is taken for one that mixes",
    must=("GEN-15",),
    parts=Parts(tracer=Stirring),
    scenarios=("tank_farm",),
)
