"""Only the machine's own tags are its conditions; what was measured around it is left out."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.samples import over
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Indoors(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        own = f"{step['plant']}/{step['equipment']}/sampled"
        sql = "SELECT name, value FROM sample WHERE stream = ? AND machine = ? AND at BETWEEN ? AND ?"
        return over(self.store.rows(sql, own, step["equipment"], step["start"], step["end"]))


VARIANT = Variant(
    title="An operation bears no environmental values",
    must=("GEN-18",),
    parts=Parts(tracer=Indoors),
    scenarios=("process_record",),
)
