"""Once a system was away, every answer for ever is said to be in doubt."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Doubtful(Tracer):
    doubts: bool = False

    def answer(self, question: Question) -> JSON | None:
        self.doubts = self.doubts or bool(self.unread())
        graph = super().answer(question)
        return {**graph, "complete": False} if graph and self.doubts else graph


VARIANT = Variant(
    title="After an outage no trace is ever said to be complete again",
    must=("REC-06",),
    parts=Parts(tracer=Doubtful),
    scenarios=("recall_in_the_dark",),
)
