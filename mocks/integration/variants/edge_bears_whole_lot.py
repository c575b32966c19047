"""Each edge bears all that was used of the lot, whoever used it."""

from decimal import Decimal

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Whole(Tracer):
    def edge(self, row: Row) -> JSON:
        shown = super().edge(row)
        if row["side"] == "out" or row["role"] == "content":
            return shown
        sql = "SELECT quantity FROM edge WHERE thing = ? AND side = 'in' AND role = ?"
        used = self.store.rows(sql, row["thing"], row["role"])
        return {**shown, "quantity": str(sum(Decimal(one["quantity"]) for one in used))}


VARIANT = Variant(
    title="Each edge bears all that was used of the lot, whoever used it",
    must=("GEN-11",),
    may=("GEN-05", "GEN-19"),
    parts=Parts(tracer=Whole),
)
