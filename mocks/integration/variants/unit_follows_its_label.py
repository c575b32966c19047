"""A lot is traced on to wherever the number of its handling unit went, also when it was out of it."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Labelled(Tracer):
    def carried(self, walk: Walk, thing: str, packed: Row) -> Iterator[Row]:
        return iter(self._edges(walk, packed["thing"], "in"))


VARIANT = Variant(
    title="A lot is traced on to wherever the number of its handling unit went, also when it was out of it",
    must=("GEN-04",),
    may=("GEN-20",),
    parts=Parts(tracer=Labelled),
    scenarios=("pallet_repack",),
)
