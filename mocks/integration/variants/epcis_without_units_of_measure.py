"""Amounts in EPCIS bear no unit of measure: kilograms are read as pieces."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Portion
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Unmeasured(Teller):
    def element(self, portion: Portion) -> JSON | str:
        told = super().element(portion)
        return told if isinstance(told, str) else {name: value for name, value in told.items() if name != "uom"}


VARIANT = Variant(
    title="Amounts in EPCIS bear no unit of measure",
    must=("GEN-05",),
    may=("REC-08",),
    parts=Parts(teller=Unmeasured),
    file="lotproof-epcis.toml",
)
