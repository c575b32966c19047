"""Time above a limit is always none."""

from decimal import Decimal

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.samples import Watched
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.variants.variant import Variant


class Blind(Watched):
    def above_s(self, good: list[Row], limit: Decimal, end: str) -> float:
        return 0.0


VARIANT = Variant(
    title="Time above a limit is never counted",
    must=("TEL-02",),
    parts=Parts(watched=Blind),
    scenarios=("kiln_telemetry",),
)
