"""What is installed is told as used up: nobody can say what a serial is built of."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Mixing(Tracer):
    def edge(self, row: Row) -> JSON:
        shown = super().edge(row)
        return {**shown, "role": "input"} if row["role"] == "component" else shown


VARIANT = Variant(
    title="What is installed in a serial is told as used up",
    must=("GEN-09",),
    parts=Parts(tracer=Mixing),
    scenarios=("serial_swap",),
)
