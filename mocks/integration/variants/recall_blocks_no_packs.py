"""A recall blocks lots, and leaves what bears a number of its own free."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.variants.variant import Variant


class LotsOnly(Lots):
    def _made_from(self, key: str) -> set[Lot]:
        return {lot for lot in super()._made_from(key) if not self.genealogy.key(*lot).startswith("serial:")}


VARIANT = Variant(
    title="A recall blocks lots, and leaves what bears a number of its own free",
    must=("REC-03",),
    may=("QUA-02", "QUA-03"),
    parts=Parts(lots=LotsOnly),
    scenarios=("supplier_recall",),
)
