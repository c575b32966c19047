"""A handling unit whose number is used again is traced to what it held before as well."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Tracer, Walk, later
from lotproof.mocks.integration.variants.variant import Variant


class Hoarding(Tracer):
    def inside(self, walk: Walk, unit: str, until: str) -> None:
        for made in self._edges(walk, unit, "out"):
            for edge in walk.go([made, *self.contents(walk, made)])[1:]:
                walk.meet(edge["thing"], edge["event_time"], later)


VARIANT = Variant(
    title="A handling unit whose number is used again is traced to what it held before as well",
    must=("GEN-10", "GEN-02"),
    may=("GEN-20",),
    parts=Parts(tracer=Hoarding),
    scenarios=("pallet_repack",),
)
