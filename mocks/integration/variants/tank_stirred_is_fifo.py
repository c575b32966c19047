"""A stirred tank is taken for one that empties from below: not all that was stirred is named."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.tanks import Mixing, Tanks
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Layered(Tanks):
    def _mixing(self, thing: str) -> Mixing:
        found = super()._mixing(thing)
        return Mixing("fifo") if found.kind == "perfect" else found


class Drawing(Tracer):
    tanks = Layered


VARIANT = Variant(
    title="A stirred tank is taken for one that empties from below",
    must=("GEN-01",),
    may=("GEN-03", "GEN-15"),
    parts=Parts(tracer=Drawing),
    scenarios=("tank_farm",),
)
