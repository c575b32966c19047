"""A trace backward ends at the tank: nobody is told what was filled in."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Shut(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        if self.in_tanks.empties(made["thing"]) is None:
            yield from super().inputs(walk, made)


VARIANT = Variant(
    title="A trace backward ends at the tank",
    must=("GEN-15",),
    may=("GEN-01",),
    parts=Parts(tracer=Shut),
    scenarios=("silo_blend",),
)
