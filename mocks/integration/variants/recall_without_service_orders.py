"""A recall names what was made and shipped, and no service order that is open on it."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class NoService(Chronicle):
    def serviced(self, event: Event) -> None:
        return


VARIANT = Variant(
    title="A recall names no service order",
    must=("REC-01",),
    parts=Parts(chronicle=NoService),
    scenarios=("supplier_recall",),
)
