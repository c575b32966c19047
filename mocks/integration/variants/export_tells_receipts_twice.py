"""The EPCIS export tells each receipt twice, under two event ids."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Twice(Teller):
    def keep(self, event: Event, told: JSON) -> None:
        super().keep(event, dict(told))
        if told.get("bizStep") == "receiving":
            super().keep(
                event, {**told, "eventID": f"{told['eventID'][:-1]}{'0' if told['eventID'][-1] != '0' else '1'}"}
            )


VARIANT = Variant(
    title="The EPCIS export tells each receipt twice",
    must=("REC-08",),
    parts=Parts(teller=Twice),
    scenarios=("food_hold",),
)
