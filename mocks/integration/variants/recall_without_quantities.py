"""A trace says which units a customer got, and not how much is in them."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Countless(Tracer):
    def edge(self, row: Row) -> JSON:
        shown = super().edge(row)
        return {**shown, "quantity": None, "unit": None} if row["role"] == "content" else shown


VARIANT = Variant(
    title="A trace says which units a customer got, and not how much is in them",
    must=("REC-04",),
    may=("GEN-10",),
    parts=Parts(tracer=Countless),
    scenarios=("supplier_recall",),
)
