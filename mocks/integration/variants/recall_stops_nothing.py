"""A recall blocks the stock, and lets go on what is on its way to customers."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.recalls import Recalls
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class LetsGo(Recalls):
    def write(self, event: Event) -> Iterator[Draft]:
        yield from ()


VARIANT = Variant(
    title="A recall lets go on what is on its way to customers",
    must=("REC-03",),
    parts=instead(LetsGo),
    scenarios=("supplier_recall",),
)
