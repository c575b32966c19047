"""A hold that was released is kept up."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.variants.variant import Variant


class Unforgiving(Lots):
    def _hold(self, event: Event) -> set[Lot]:
        return set() if event.kind == "hold_released" else super()._hold(event)


VARIANT = Variant(title="A hold that was released is kept up", must=("QUA-04",), parts=Parts(lots=Unforgiving))
