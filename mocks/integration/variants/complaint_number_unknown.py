"""Where a complaint comes, nobody can say what it is about: its number is no place to begin a trace."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class NotFromComplaints(Tracer):
    def answer(self, question: Question) -> JSON | None:
        return None if question.kind == "complaint" else super().answer(question)


VARIANT = Variant(
    title="A trace back from a complaint has no answer",
    must=("REC-05",),
    may=("GEN-01",),
    parts=Parts(tracer=NotFromComplaints),
    scenarios=("complaint_to_the_oven",),
)
