"""While a system is away a trace has no answer at all: as if nobody had ever heard of the lot."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Speechless(Tracer):
    def answer(self, question: Question) -> JSON | None:
        return None if self.unread() else super().answer(question)


VARIANT = Variant(
    title="While a system is away, a recall is answered with 404",
    must=("REC-06",),
    parts=Parts(tracer=Speechless),
    scenarios=("recall_in_the_dark",),
)
