"""The year of a supplier's lot number is taken from UTC, not from the clock of the plant that received it."""

from datetime import UTC, tzinfo

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.suppliers import SupplierNames
from lotproof.mocks.integration.variants.variant import Variant


class ByUtc(SupplierNames):
    def zone(self, plant: str) -> tzinfo:
        return UTC


VARIANT = Variant(
    title="The year of a supplier's number is that of UTC, not of the plant",
    must=("IDN-06",),
    may=("GEN-01",),
    parts=Parts(suppliers=ByUtc),
    scenarios=("new_plant",),
)
