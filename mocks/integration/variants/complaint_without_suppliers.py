"""A trace back ends at the own lots: which lot of which supplier they are is not told."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class OwnWordsOnly(Tracer):
    def item(self, thing: str) -> JSON:
        shown = super().item(thing)
        return {**shown, "ids": [name for name in shown["ids"] if name["system"] != "supplier"]}


VARIANT = Variant(
    title="A trace back does not tell which lot of which supplier something was",
    must=("REC-05",),
    parts=Parts(tracer=OwnWordsOnly),
    scenarios=("supplier_recall",),
)
