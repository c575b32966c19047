"""What a broken sensor says counts as any other value."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Trusting(Tracer):
    def trusted(self, samples: list[Row]) -> list[Row]:
        return samples


VARIANT = Variant(
    title="Bad and uncertain samples are counted in, and nothing says so",
    must=("TEL-03",),
    may=("GEN-18", "TEL-02"),
    parts=Parts(tracer=Trusting),
    scenarios=("kiln_telemetry",),
)
