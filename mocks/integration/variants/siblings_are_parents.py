"""Lots that came out of one step are traced to each other."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Familial(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        yield from super().inputs(walk, made)
        for sibling in self._edges_of_step(walk, made["step"], "out"):
            if sibling["thing"] != made["thing"]:
                yield sibling


VARIANT = Variant(
    title="Lots that came out of one step are traced to each other", must=("GEN-06",), parts=Parts(tracer=Familial)
)
