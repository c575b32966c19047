"""Where a complaint about a shipment comes, nothing is found: a shipment is no place to begin a trace."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class NotFromShipments(Tracer):
    def answer(self, question: Question) -> JSON | None:
        return None if question.kind == "shipment" else super().answer(question)


VARIANT = Variant(
    title="A trace back from a shipment has no answer",
    must=("REC-05",),
    may=("GEN-01",),
    parts=Parts(tracer=NotFromShipments),
    scenarios=("supplier_recall",),
)
