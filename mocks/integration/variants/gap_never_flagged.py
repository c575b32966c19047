"""A silent source is taken for a steady one."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.samples import Watched
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.variants.variant import Variant


class Incurious(Watched):
    def gap(self, samples: list[Row], step: Row, most_s: float) -> bool:
        return False


VARIANT = Variant(
    title="That nothing was measured for a while is told nowhere",
    must=("TEL-05",),
    parts=Parts(watched=Incurious),
    scenarios=("kiln_telemetry",),
)
