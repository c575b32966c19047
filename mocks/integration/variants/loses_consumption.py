"""What is used up in small amounts is not booked in ERP."""

from collections.abc import Iterator
from decimal import Decimal

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead

SMALL = 10


class Generous(Material):
    def write(self, event: Event) -> Iterator[Draft]:
        small = any(Decimal(one.quantity or 0) < SMALL for one in event.inputs)
        for draft in super().write(event):
            if draft.system != "erp" or not small:
                yield draft


VARIANT = Variant(
    title="What is used up in small amounts is not booked in ERP",
    must=("FLOW-05",),
    may=("RES-01", "RES-03", "RES-05", "RES-07", "RES-10"),
    parts=instead(Generous),
)
