"""A recall blocks what the first plant has: the holds of the others are thought to be theirs."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.variants.variant import Variant


class HomeOnly(Lots):
    def _hold(self, event: Event) -> set[Lot]:
        home = str(self.store.value("SELECT min(plant) FROM step"))
        return super()._hold(event) if event.plant == home else set()


VARIANT = Variant(
    title="A recall blocks what one plant has, and nothing at the other",
    must=("REC-03",),
    may=("QUA-01", "QUA-03"),
    parts=Parts(lots=HomeOnly),
    scenarios=("supplier_recall",),
)
