"""A hold ends at the tank that the lot was filled into."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.descent import origins
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.tanks import STAY, Tanks
from lotproof.mocks.integration.variants.variant import Variant


class Closed(Tanks):
    """Nothing is behind what was drawn."""

    def within(self, stay: str, edges: list[Row]) -> list[Row]:
        return [] if STAY in stay else super().within(stay, edges)


class Stopping(Lots):
    def ancestors(self, key: str) -> set[str]:
        return origins(self.store, Closed(self.store, self.tanks.places), key)


VARIANT = Variant(
    title="A hold ends at the tank that the lot was filled into",
    must=("QUA-03",),
    may=("QUA-01", "QUA-02"),
    parts=Parts(lots=Stopping),
    scenarios=("tank_farm",),
)
