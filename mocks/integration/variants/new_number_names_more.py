"""A number that came with the new MES finds whatever the roastery ran."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class WholePlant(Tracer):
    def starts(self, question: Question) -> tuple[list[str], list[str]]:
        if question.kind == "order" and question.id.startswith("MO-"):
            return [], [row["key"] for row in self.store.rows("SELECT key FROM step WHERE type = 'operation'")]
        return super().starts(question)


VARIANT = Variant(
    title="A new number of a replaced MES leads to more than its order",
    must=("IDN-01",),
    parts=Parts(tracer=WholePlant),
    scenarios=("mes_cutover",),
)
