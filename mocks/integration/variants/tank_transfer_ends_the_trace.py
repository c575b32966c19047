"""A trace backward ends where one tank was filled from another."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Ending(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        filled = self.in_tanks.empties(made["thing"]) is not None
        for edge in super().inputs(walk, made):
            if not filled or self.in_tanks.empties(edge["thing"]) is None:
                yield edge


VARIANT = Variant(
    title="A trace backward ends where one tank was filled from another",
    must=("GEN-15",),
    may=("GEN-01",),
    parts=Parts(tracer=Ending),
    scenarios=("tank_farm",),
)
