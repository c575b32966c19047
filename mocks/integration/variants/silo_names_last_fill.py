"""A draw from a tank is made of what was filled in last."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.tanks import STAY
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Topmost(Tracer):
    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        edges = super()._edges(walk, thing, side)
        if side == "in" or STAY not in thing:
            return edges
        return [edge for edge in edges if edge["event_time"] <= walk.bounds[thing]][-1:]


VARIANT = Variant(
    title="A draw from a tank is made of what was filled in last",
    must=("GEN-15",),
    may=("GEN-01",),
    parts=Parts(tracer=Topmost),
    scenarios=("silo_blend",),
)
