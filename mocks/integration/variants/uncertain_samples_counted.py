"""Only what is bad is left out; what is uncertain counts."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Hopeful(Tracer):
    def trusted(self, samples: list[Row]) -> list[Row]:
        return [row for row in samples if row["quality"] != "bad"]


VARIANT = Variant(
    title="Uncertain samples are counted in, and nothing says so",
    must=("TEL-03",),
    may=("GEN-18", "TEL-02"),
    parts=Parts(tracer=Hopeful),
    scenarios=("kiln_telemetry",),
)
