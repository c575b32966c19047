"""Asked as of an earlier moment, a handling unit is shown with what it holds today."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.holding import held
from lotproof.mocks.integration.trace import NEVER, Tracer, Walk, later
from lotproof.mocks.integration.variants.variant import Variant


class Forgetful(Tracer):
    def inside(self, walk: Walk, unit: str, until: str) -> None:
        today = held(self.store, unit, NEVER)
        for made in self._edges(walk, unit, "out"):
            kept = [edge for edge in self.contents(walk, made) if edge["thing"] in today]
            for edge in walk.go([made, *kept])[1:] if kept else ():
                walk.meet(edge["thing"], edge["event_time"], later)


VARIANT = Variant(
    title="Asked as of an earlier moment, a handling unit is shown with what it holds today",
    must=("GEN-20",),
    may=("GEN-01",),
    parts=Parts(tracer=Forgetful),
    scenarios=("pallet_repack",),
)
