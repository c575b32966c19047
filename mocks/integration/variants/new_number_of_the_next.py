"""When MES is replaced, the table of numbers is read with its rows one off."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class OneRowOff(Chronicle):
    def migrated(self, event: Event) -> None:
        orders = event.details["orders"]
        for one, next_one in zip(orders, [*orders[1:], *orders[:1]], strict=True):
            self.genealogy.call_order(one["old"], one["order"])
            self.genealogy.call_order(one["new"], next_one["order"])


VARIANT = Variant(
    title="The new numbers of a replaced MES lead to other orders",
    must=("IDN-01", "IDN-02"),
    parts=Parts(chronicle=OneRowOff),
    scenarios=("mes_cutover",),
)
