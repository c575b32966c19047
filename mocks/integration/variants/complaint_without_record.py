"""From a complaint back nobody is told who ran an operation, and under which conditions."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class WithoutRecord(Tracer):
    def answer(self, question: Question) -> JSON | None:
        graph = super().answer(question)
        if graph and question.kind == "complaint":
            graph["steps"] = [{**step, "operator": None, "conditions": []} for step in graph["steps"]]
        return graph


VARIANT = Variant(
    title="A trace back from a complaint tells neither who ran an operation nor under which conditions",
    must=("GEN-18", "REC-05"),
    parts=Parts(tracer=WithoutRecord),
    scenarios=("complaint_to_the_oven",),
)
