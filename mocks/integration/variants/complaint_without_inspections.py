"""What quality decided about the lots on the way back is not told."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class NeverInspected(Tracer):
    def inspections(self, step: str) -> list[JSON]:
        return []


VARIANT = Variant(
    title="A trace back from a complaint tells no inspection",
    must=("REC-05",),
    parts=Parts(tracer=NeverInspected),
    scenarios=("complaint_to_the_oven",),
)
