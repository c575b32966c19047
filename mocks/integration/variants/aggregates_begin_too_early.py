"""Of what was measured, all up to a step's end is its own."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Early(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        return super().conditions({**dict(step), "start": "0001-01-01T00:00:00+00:00"})  # type: ignore[arg-type]


VARIANT = Variant(
    title="Aggregates begin long before the window of their operation",
    must=("TEL-02",),
    may=("GEN-18", "TEL-05"),
    parts=Parts(tracer=Early),
    scenarios=("kiln_telemetry",),
)
