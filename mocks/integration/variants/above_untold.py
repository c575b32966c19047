"""No time above a limit is told."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Silent(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        return [{**one, "above_s": None} for one in super().conditions(step)]


VARIANT = Variant(
    title="Time above a limit is not told",
    must=("TEL-02",),
    parts=Parts(tracer=Silent),
    scenarios=("kiln_telemetry",),
)
