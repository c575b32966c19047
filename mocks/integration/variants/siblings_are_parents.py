"""Lots that came out of one step are traced to each other."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Familial(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        yield from super().inputs(walk, made)
        yield from self.store.rows(
            "SELECT -id AS id, thing, step, 'in' AS side, 'input' AS role, quantity, unit, event_time,"
            " recorded_time, source, plant FROM edge WHERE step = ? AND side = 'out' AND thing != ?",
            made["step"],
            made["thing"],
        )


VARIANT = Variant(
    title="Lots that came out of one step are traced to each other",
    must=("GEN-06",),
    may=("GEN-02", "GEN-19"),
    parts=Parts(tracer=Familial),
)
