"""The supplier's own number for a lot is kept and never looked up: a recall of it has no answer."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class OwnNumbersOnly(Tracer):
    def answer(self, question: Question) -> JSON | None:
        return None if question.system == "supplier" else super().answer(question)


VARIANT = Variant(
    title="A recall of a supplier's lot has no answer: only the own numbers are looked up",
    must=("REC-01",),
    may=("GEN-01", "REC-04"),
    parts=Parts(tracer=OwnNumbersOnly),
    scenarios=("supplier_recall",),
)
