"""Each notice of a complaint opens a nonconformance, also what the customer writes again."""

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.complaints import Complaints
from lotproof.mocks.integration.variants.variant import Variant, instead


class EachNotice(Complaints):
    def group(self, event: Event) -> str:
        return f"complaint:{event.source}"


VARIANT = Variant(
    title="Each notice of a complaint opens a nonconformance, also what the customer writes again",
    must=("FLOW-14",),
    parts=instead(EachNotice),
    scenarios=("returns_and_complaint",),
)
