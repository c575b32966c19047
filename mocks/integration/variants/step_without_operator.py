"""Nobody can say who ran an operation."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Anonymous(Tracer):
    def step(self, key: str) -> JSON:
        return {**super().step(key), "operator": None}


VARIANT = Variant(
    title="Steps bear no operator",
    must=("GEN-18",),
    parts=Parts(tracer=Anonymous),
    scenarios=("process_record",),
)
