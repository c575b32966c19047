"""A component that was taken out is wiped out of the trace, as if it had never been installed."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Wiping(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        out = {edge["thing"] for edge in super().removed(walk, made)}
        went_in = super().inputs(walk, made)
        return (edge for edge in went_in if edge["thing"] not in out)

    def removed(self, walk: Walk, made: Row) -> Iterator[Row]:
        return iter(())


VARIANT = Variant(
    title="A component that was taken out is wiped out of the trace",
    must=("GEN-09",),
    may=("GEN-01",),
    parts=Parts(tracer=Wiping),
    scenarios=("serial_swap",),
)
