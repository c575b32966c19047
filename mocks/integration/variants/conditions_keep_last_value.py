"""Of each tag only the last value of the window is kept: peaks are lost."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.samples import over
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Forgetful(Tracer):
    def conditions(self, step: Row) -> list[JSON]:
        sql = (
            "SELECT name, value, max(at) FROM sample WHERE plant = ? AND machine = ? AND at BETWEEN ? AND ?"
            " GROUP BY name"
        )
        return over(self.store.rows(sql, step["plant"], step["equipment"], step["start"], step["end"]))


VARIANT = Variant(
    title="Of what was measured in an operation only the last value is told",
    must=("GEN-18",),
    parts=Parts(tracer=Forgetful),
    scenarios=("process_record",),
)
