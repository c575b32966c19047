"""Usage decisions change no status."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.variants.variant import Variant


class Undecided(Lots):
    def _decide(self, event: Event) -> Lot:
        return self._lot(event.details)


VARIANT = Variant(
    title="Usage decisions change no status",
    must=("FLOW-09",),
    may=("RES-01", "RES-02", "RES-05"),
    parts=Parts(lots=Undecided),
)
