"""A complaint comes to QMS without the lot or serial that it is about."""

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.complaints import Complaints
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class WithoutLot(Complaints):
    def about(self, event: Event) -> JSON:
        return {**super().about(event), "lot": ""}


VARIANT = Variant(
    title="A complaint comes to QMS without the lot or serial that it is about",
    must=("FLOW-14",),
    parts=instead(WithoutLot),
    scenarios=("returns_and_complaint",),
)
