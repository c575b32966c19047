"""When quality releases the hold that lay on a lot before it was recalled, the lot is free again."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.variants.variant import Variant


class LastWord(Lots):
    def _hold(self, event: Event) -> set[Lot]:
        touched = super()._hold(event)
        for item, lot in touched if event.kind == "hold_released" else ():
            self.store.run("UPDATE hold SET released = max(released, placed) WHERE item = ? AND lot = ?", item, lot)
        return touched


VARIANT = Variant(
    title="A recalled lot is free again when an earlier hold on it is released",
    must=("REC-03", "QUA-04"),
    parts=Parts(lots=LastWord),
    scenarios=("supplier_recall",),
)
