"""What is taken out of a handling unit stays in it, in WMS."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.packing import Unpacking
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Deaf(Unpacking):
    def write(self, event: Event) -> Iterator[Draft]:
        return iter(())


VARIANT = Variant(
    title="What is taken out of a handling unit stays in it, in WMS",
    must=("GEN-10",),
    may=("FLOW-10", "IDM-01", "IDM-05"),
    parts=instead(Deaf),
    scenarios=("pallet_repack",),
)
