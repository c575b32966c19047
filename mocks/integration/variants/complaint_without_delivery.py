"""From a complaint one comes to the goods, but not to the shipment and the unit that they left in."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class NothingLeft(Tracer):
    def left(self, walk: Walk, complaint: str, things: list[str]) -> None:
        return None


VARIANT = Variant(
    title="A trace back from a complaint names neither shipment nor handling unit",
    must=("REC-05",),
    parts=Parts(tracer=NothingLeft),
    scenarios=("complaint_to_the_oven",),
)
