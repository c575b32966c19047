"""A trace back does not tell on which machines something was made."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Nowhere(Tracer):
    def step(self, key: str) -> JSON:
        return {**super().step(key), "equipment": None}


VARIANT = Variant(
    title="A trace back does not tell on which machines something was made",
    must=("REC-05",),
    parts=Parts(tracer=Nowhere),
    scenarios=("supplier_recall",),
)
