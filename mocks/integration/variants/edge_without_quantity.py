"""Edges of a trace bear no quantity."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Vague(Tracer):
    def edge(self, row: Row) -> JSON:
        return {**super().edge(row), "quantity": None, "unit": None}


VARIANT = Variant(
    title="Edges of a trace bear no quantity",
    must=("GEN-05",),
    may=("GEN-10", "GEN-11", "GEN-19"),
    parts=Parts(tracer=Vague),
)
