"""A recall ends at the intermediate lots: what was built of them is another system's matter, it thinks."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class OneLevel(Tracer):
    def outputs(self, walk: Walk, used: Row) -> Iterator[Row]:
        return (edge for edge in super().outputs(walk, used) if not edge["thing"].startswith("serial:"))


VARIANT = Variant(
    title="A recall ends at the intermediate lots",
    must=("REC-01",),
    may=("GEN-03", "REC-04"),
    parts=Parts(tracer=OneLevel),
    scenarios=("supplier_recall",),
)
