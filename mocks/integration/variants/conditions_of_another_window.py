"""Conditions are those of the machine, whenever it was: cleaning counts for the batch."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.samples import over
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Boundless(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        sql = "SELECT name, value FROM sample WHERE plant = ? AND machine = ?"
        return over(self.store.rows(sql, step["plant"], step["equipment"]))


VARIANT = Variant(
    title="An operation bears values that were measured before or after it",
    must=("GEN-18",),
    parts=Parts(tracer=Boundless),
    scenarios=("process_record",),
)
