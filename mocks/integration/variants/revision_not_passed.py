"""A new revision of a bill of material stays in ERP."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.master import Masters
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class StaysInErp(Masters):
    def write(self, event: Event) -> Iterator[Draft]:
        yield from ()


VARIANT = Variant(
    title="A new revision of a bill of material stays in ERP",
    must=("FLOW-12",),
    parts=instead(StaysInErp),
    scenarios=("new_revision",),
)
