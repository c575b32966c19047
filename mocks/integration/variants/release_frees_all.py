"""Releasing one hold releases all of the lot."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.variants.variant import Variant


class Hasty(Lots):
    def _hold(self, event: Event) -> set[Lot]:
        touched = super()._hold(event)
        if event.kind == "hold_released":
            for item, lot in touched:
                sql = "UPDATE hold SET released = max(released, placed) WHERE item = ? AND lot = ?"
                self.store.run(sql, item, lot)
        return touched


VARIANT = Variant(title="Releasing one hold releases all of the lot", must=("QUA-04",), parts=Parts(lots=Hasty))
