"""A backward trace names whatever any order used of the same items."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Lavish(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        yield from super().inputs(walk, made)
        sql = "SELECT * FROM edge WHERE side = 'in' AND role IN ('input', 'component') AND thing LIKE ?"
        for own in list(super().inputs(walk, made)):
            yield from self.store.rows(sql, own["thing"].rpartition(":")[0] + ":%")


VARIANT = Variant(
    title="A backward trace names whatever any order used of the same items",
    must=("GEN-02",),
    parts=Parts(tracer=Lavish),
)
