"""A trace knows a lot by the last order that it came out of: the passes before a rework are gone."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MAKES
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class LastPass(Tracer):
    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        edges = super()._edges(walk, thing, side)
        made = [edge for edge in edges if edge["role"] in MAKES] if side == "out" else []
        last = max((edge["event_time"], edge["step"]) for edge in made)[1] if made else ""
        return [edge for edge in edges if edge not in made or edge["step"] == last]


VARIANT = Variant(
    title="A trace knows a lot by the last order that it came out of",
    must=("GEN-08",),
    may=("GEN-01", "GEN-02", "GEN-05", "GEN-11", "GEN-19"),
    parts=Parts(tracer=LastPass),
    scenarios=("rework_loop",),
)
