"""A release gives free what was scrapped."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.lots import Lot, Lots, Standing
from lotproof.mocks.integration.variants.variant import Variant


class Reviving(Lots):
    def standing(self, lot: Lot) -> Standing:
        standing = super().standing(lot)
        if standing.reason in ("scrapped", "rejected") and not standing.holds:
            return Standing(status="free", reason="released")
        return standing


VARIANT = Variant(
    title="A release gives free what was scrapped",
    must=("QUA-09",),
    may=("FLOW-09", "RES-01", "RES-02", "RES-05"),
    parts=Parts(lots=Reviving),
)
