"""Every window has a gap, to be on the safe side."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.samples import Watched
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.variants.variant import Variant


class Anxious(Watched):
    def gap(self, samples: list[Row], step: Row, most_s: float) -> bool:
        return True


VARIANT = Variant(
    title="A gap is told where samples came as they should",
    must=("TEL-05",),
    parts=Parts(watched=Anxious),
    scenarios=("kiln_telemetry",),
)
