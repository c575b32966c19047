"""A hold does not reach what was made of the lot."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.variants.variant import Variant


class Shallow(Lots):
    def ancestors(self, key: str) -> set[str]:
        return set()


VARIANT = Variant(
    title="A hold does not reach what was made of the lot", must=("QUA-03",), may=("RES-02",), parts=Parts(lots=Shallow)
)
