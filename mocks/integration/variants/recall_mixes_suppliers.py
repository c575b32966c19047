"""A supplier's lot is looked up by its number alone: the equal number of another supplier is recalled with it."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class ByNumber(Tracer):
    def _named(self, question: Question) -> list[str]:
        rows = self.store.rows("SELECT DISTINCT thing FROM alias WHERE id = ? AND kind = ?", question.id, question.kind)
        return [row["thing"] for row in rows]


VARIANT = Variant(
    title="A supplier's lot is looked up by its number alone",
    must=("REC-02",),
    parts=Parts(tracer=ByNumber),
    scenarios=("supplier_recall",),
)
