"""Only today is known: a trace as of an earlier moment is not answered."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import NEVER, Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class OnlyToday(Tracer):
    def answer(self, question: Question) -> JSON | None:
        return super().answer(question) if question.as_of == NEVER else None


VARIANT = Variant(
    title="A trace as of an earlier moment is not answered",
    must=("GEN-20",),
    parts=Parts(tracer=OnlyToday),
    scenarios=("pallet_repack",),
)
