"""A recall finds the lot that was used, and not the second delivery that lies untouched in the store."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class UsedOnly(Tracer):
    def _named(self, question: Question) -> list[str]:
        found = super()._named(question)
        sql = "SELECT 1 FROM edge WHERE thing = ? AND side = 'in' AND role != 'content'"
        return [thing for thing in found if question.system != "supplier" or self.store.value(sql, thing)]


VARIANT = Variant(
    title="A recall misses a delivery that lies untouched in the store",
    must=("REC-01",),
    parts=Parts(tracer=UsedOnly),
    scenarios=("supplier_recall",),
)
