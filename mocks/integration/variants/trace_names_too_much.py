"""A backward trace names every lot of the items that went in."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Lavish(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        own = list(super().inputs(walk, made))
        yield from own
        for item in {edge["thing"].rpartition(":")[0] for edge in own}:
            yield from self.store.rows(
                "SELECT DISTINCT -id AS id, thing, ? AS step, 'in' AS side, 'input' AS role, quantity, unit,"
                " event_time, recorded_time, source, plant FROM edge WHERE thing LIKE ? AND role = 'output'",
                made["step"],
                item + ":%",
            )


VARIANT = Variant(
    title="A backward trace names every lot of the items that went in",
    must=("GEN-02",),
    may=("GEN-05", "GEN-11", "GEN-12", "GEN-19"),
    parts=Parts(tracer=Lavish),
)
