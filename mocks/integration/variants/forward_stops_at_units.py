"""A forward trace ends where goods are packed."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Nearsighted(Tracer):
    def outputs(self, walk: Walk, used: Row) -> Iterator[Row]:
        return (edge for edge in super().outputs(walk, used) if not edge["thing"].startswith("unit:"))


VARIANT = Variant(
    title="A forward trace ends where goods are packed", must=("GEN-03",), parts=Parts(tracer=Nearsighted)
)
