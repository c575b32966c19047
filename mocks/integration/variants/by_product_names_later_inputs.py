"""An order is told as one whole, without times: what left on the way is traced to what went in after it."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MADE_OF
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Timeless(Tracer):
    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        return (edge for edge in self._edges_of_step(walk, made["step"], "in") if edge["role"] in MADE_OF)

    def edge(self, row: Row) -> JSON:
        return {**super().edge(row), "event_time": None}


VARIANT = Variant(
    title="By-products are traced to what went in after they had left",
    must=("GEN-13",),
    parts=Parts(tracer=Timeless),
    scenarios=("by_products",),
)
