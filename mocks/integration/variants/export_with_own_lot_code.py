"""In the regulator's sheet a received lot bears our number, and its supplier's is lost."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.sheet import Sheet
from lotproof.mocks.integration.variants.variant import Variant


class Own(Sheet):
    def code(self, thing: str, plant: str) -> tuple[str, str]:
        return thing.split(":", 2)[2], plant


VARIANT = Variant(
    title="In the regulator's sheet a received lot bears our number, not its supplier's",
    must=("REC-08",),
    parts=Parts(sheet=Own),
    scenarios=("food_hold",),
)
