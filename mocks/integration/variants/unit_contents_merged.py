"""All units of an order are traced to the contents of all."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Merging(Tracer):
    def contents(self, walk: Walk, unit: Row) -> Iterator[Row]:
        return iter(
            self.store.rows(
                "SELECT edge.* FROM edge JOIN step ON step.key = edge.step JOIN document AS theirs"
                " ON theirs.step = edge.step JOIN document AS ours ON ours.id = theirs.id AND ours.kind = theirs.kind"
                " WHERE ours.step = ? AND ours.kind = 'order' AND step.type = 'pack' AND edge.side = 'in'",
                unit["step"],
            )
        )


VARIANT = Variant(
    title="All units of an order are traced to the contents of all", must=("GEN-10",), parts=Parts(tracer=Merging)
)
