"""A forward trace names all that was made of the same item."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Sweeping(Tracer):
    def outputs(self, walk: Walk, used: Row) -> Iterator[Row]:
        yield from super().outputs(walk, used)
        sql = "SELECT * FROM edge WHERE side = 'out' AND role = 'output' AND thing LIKE ?"
        for own in list(super().outputs(walk, used)):
            if own["thing"].startswith("lot:"):
                yield from self.store.rows(sql, own["thing"].rpartition(":")[0] + ":%")


VARIANT = Variant(
    title="A forward trace names all that was made of the same item", must=("GEN-04",), parts=Parts(tracer=Sweeping)
)
