"""Edges of a trace do not say who reported them."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Discreet(Tracer):
    def edge(self, row: Row) -> JSON:
        return {**super().edge(row), "source": None}


VARIANT = Variant(title="Edges of a trace do not say who reported them", must=("AUD-03",), parts=Parts(tracer=Discreet))
