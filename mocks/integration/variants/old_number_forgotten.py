"""When MES is replaced, its new numbers take the place of the old ones."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class NewNumbersOnly(Chronicle):
    def migrated(self, event: Event) -> None:
        for one in event.details["orders"]:
            self.genealogy.call_order(one["new"], one["order"])


VARIANT = Variant(
    title="The old numbers of a replaced MES are forgotten",
    must=("IDN-02",),
    parts=Parts(chronicle=NewNumbersOnly),
    scenarios=("mes_cutover",),
)
