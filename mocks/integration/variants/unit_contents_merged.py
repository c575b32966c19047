"""Each unit is traced to what all units of its order hold."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Merging(Tracer):
    def contents(self, walk: Walk, unit: Row) -> Iterator[Row]:
        rows = self.store.rows(
            "SELECT DISTINCT -edge.id AS id, thing, ? AS step, side, role, quantity, unit, event_time, recorded_time,"
            " source, plant FROM edge JOIN document AS theirs ON theirs.step = edge.step"
            " JOIN document AS ours ON ours.id = theirs.id AND ours.kind = theirs.kind"
            " WHERE ours.step = ? AND ours.kind = 'order' AND edge.side = 'in' AND edge.role = 'content'",
            unit["step"],
            unit["step"],
        )
        return iter(rows)


VARIANT = Variant(
    title="Each unit is traced to what all units of its order hold",
    must=("GEN-10",),
    may=("GEN-02",),
    parts=Parts(tracer=Merging),
)
