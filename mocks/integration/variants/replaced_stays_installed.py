"""A component that was taken out still stands in the trace as installed."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Keeping(Tracer):
    def removed(self, walk: Walk, made: Row) -> Iterator[Row]:
        return iter(())


VARIANT = Variant(
    title="A component that was taken out still stands in the trace as installed",
    must=("GEN-09",),
    parts=Parts(tracer=Keeping),
    scenarios=("serial_swap",),
)
