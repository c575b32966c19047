"""The EPCIS export tells of no shipment."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Forgetful(Teller):
    def keep(self, event: Event, told: JSON) -> None:
        if told.get("bizStep") != "shipping":
            super().keep(event, told)


VARIANT = Variant(
    title="The EPCIS export tells of no shipment",
    must=("REC-08",),
    parts=Parts(teller=Forgetful),
    scenarios=("food_hold",),
)
