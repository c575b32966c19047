"""A backward trace leaves out the last lot of each step."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Short(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        edges = list(super().inputs(walk, made))
        last = max((edge["thing"] for edge in edges), default="")
        return (edge for edge in edges if edge["thing"] != last)


VARIANT = Variant(
    title="A backward trace leaves out the last lot of each step",
    must=("GEN-01",),
    may=("GEN-08",),
    parts=Parts(tracer=Short),
)
