"""A blend is traced to the part that went in first."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class FirstPart(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        edges = sorted(super().inputs(walk, made), key=lambda edge: str(edge["event_time"]))
        return (edge for edge in edges if edge["thing"] == edges[0]["thing"])


VARIANT = Variant(
    title="A blend is traced to the part that went in first",
    must=("GEN-07",),
    may=("GEN-01", "GEN-15"),
    parts=Parts(tracer=FirstPart),
    scenarios=("silo_blend",),
)
