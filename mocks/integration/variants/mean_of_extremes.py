"""The mean lies in the middle between the least and the greatest value."""

from decimal import Decimal

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Middling(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        return [
            {**one, "mean": str((Decimal(one["min"]) + Decimal(one["max"])) / 2)} for one in super().conditions(step)
        ]


VARIANT = Variant(
    title="A mean is the middle between the least and the greatest value",
    must=("TEL-02",),
    parts=Parts(tracer=Middling),
    scenarios=("kiln_telemetry",),
)
