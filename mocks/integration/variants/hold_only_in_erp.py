"""A hold is passed to ERP alone."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.handlers.lot_status import LotStatus
from lotproof.mocks.integration.variants.variant import Variant


class Partial(LotStatus):
    systems = ("erp",)


VARIANT = Variant(
    title="A hold is passed to ERP alone",
    must=("QUA-01", "QUA-02"),
    may=("QUA-03", "RES-02", "RES-05"),
    parts=Parts(status=Partial),
)
