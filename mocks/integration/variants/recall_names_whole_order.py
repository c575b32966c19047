"""A recall names all that was made in the orders concerned, whatever went into each piece."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MAKES
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Blanket(Tracer):
    def outputs(self, walk: Walk, used: Row) -> Iterator[Row]:
        yield from super().outputs(walk, used)
        yield from self.store.rows(
            f"SELECT -edge.id AS id, thing, ? AS step, side, role, quantity, unit, event_time, recorded_time, source,"
            f" plant FROM edge JOIN document ON document.step = edge.step WHERE side = 'out' AND role IN {MAKES}"
            " AND document.kind = 'order' AND edge.step != ?"
            " AND document.id IN (SELECT id FROM document WHERE kind = 'order' AND step = ?)",
            *(used["step"],) * 3,
        )


VARIANT = Variant(
    title="A recall names all that was made in the orders concerned",
    must=("REC-02",),
    may=("GEN-04", "GEN-05", "GEN-19"),
    parts=Parts(tracer=Blanket),
    scenarios=("supplier_recall",),
)
