"""While a system is away a trace leaves out where things went, and says that it is whole."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Silent(Tracer):
    """It looks shipments up where they are kept; where that cannot be had, there are none."""

    def answer(self, question: Question) -> JSON | None:
        graph = super().answer(question)
        if graph is None or not self.unread():
            return graph
        kept = [step for step in graph["steps"] if step["type"] != "shipment"]
        keys = {step["key"] for step in kept}
        edges = [edge for edge in graph["edges"] if edge["step"] in keys]
        return {**graph, "steps": kept, "edges": edges, "complete": True, "unknown": []}


VARIANT = Variant(
    title="While a system is away, a trace leaves out shipments and says that it is whole",
    must=("REC-06",),
    parts=Parts(tracer=Silent),
    scenarios=("recall_in_the_dark",),
)
