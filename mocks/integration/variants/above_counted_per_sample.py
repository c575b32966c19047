"""Each sample above the limit counts as a whole interval, though samples come at their own times."""

from decimal import Decimal

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.samples import Watched
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.variants.variant import Variant


class Counting(Watched):
    def above_s(self, good: list[Row], limit: Decimal, end: str) -> float:
        return 60.0 * sum(Decimal(row["value"]) > limit for row in good)


VARIANT = Variant(
    title="Time above a limit is the number of samples above it, in minutes",
    must=("TEL-02",),
    parts=Parts(watched=Counting),
    scenarios=("kiln_telemetry",),
)
