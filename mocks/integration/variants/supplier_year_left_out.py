"""A supplier's lot is looked up by supplier and number: the equal number of another year is the same lot."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class OfAnyYear(Tracer):
    def _named(self, question: Question) -> list[str]:
        """A scope is `SUPPLIER/YEAR`; what stands behind the bar is left out."""
        if question.system != "supplier":
            return super()._named(question)
        sql = "SELECT DISTINCT thing FROM alias WHERE system = 'supplier' AND id = ? AND scope LIKE ?"
        return [row["thing"] for row in self.store.rows(sql, question.id, f"{question.scope.partition('/')[0]}/%")]


VARIANT = Variant(
    title="A supplier's lot is looked up without the year",
    must=("IDN-06",),
    parts=Parts(tracer=OfAnyYear),
    scenarios=("new_plant",),
)
