"""In the trace nobody looks into a case that stands on a pallet."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.holding import around
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Closed(Tracer):
    def backward(self, walk: Walk, thing: str) -> None:
        if not (thing.startswith("unit:") and around(self.store, thing, walk.bounds[thing])):
            super().backward(walk, thing)


VARIANT = Variant(
    title="In the trace nobody looks into a case that stands on a pallet",
    must=("GEN-01", "GEN-10"),
    may=("GEN-02", "GEN-20"),
    parts=Parts(tracer=Closed),
    scenarios=("cases_on_pallets",),
)
