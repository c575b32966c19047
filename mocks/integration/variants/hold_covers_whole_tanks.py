"""A hold covers all that ever came out of a tank, also what had left before the lot came in."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.descent import origins
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.tanks import Tanks
from lotproof.mocks.integration.variants.variant import Variant


class Spreading(Lots):
    def ancestors(self, key: str) -> set[str]:
        return origins(self.store, Tanks(self.store), key)


VARIANT = Variant(
    title="A hold covers all that ever came out of a tank",
    must=("QUA-03",),
    may=("QUA-01", "FLOW-10", "EXC-06"),
    parts=Parts(lots=Spreading),
    scenarios=("tank_farm",),
)
