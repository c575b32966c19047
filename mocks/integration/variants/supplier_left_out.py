"""A supplier's lot is looked up by number and year: the equal number of another supplier is the same lot."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class OfAnySupplier(Tracer):
    def _named(self, question: Question) -> list[str]:
        """A scope is `SUPPLIER/YEAR`; what stands before the bar is left out."""
        if question.system != "supplier":
            return super()._named(question)
        sql = "SELECT DISTINCT thing FROM alias WHERE system = 'supplier' AND id = ? AND scope LIKE ?"
        return [row["thing"] for row in self.store.rows(sql, question.id, f"%/{question.scope.partition('/')[2]}")]


VARIANT = Variant(
    title="A supplier's lot is looked up without the supplier",
    must=("IDN-06",),
    parts=Parts(tracer=OfAnySupplier),
    scenarios=("new_plant",),
)
