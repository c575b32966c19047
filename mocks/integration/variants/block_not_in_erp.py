"""What is blocked is blocked in WMS and MES, and ERP shows it as free."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.handlers.lot_status import LotStatus
from lotproof.mocks.integration.variants.variant import Variant


class WithoutBooks(LotStatus):
    systems = ("wms", "mes")


VARIANT = Variant(
    title="What is blocked is blocked in WMS and MES, and ERP shows it as free",
    must=("FLOW-09", "FLOW-15"),
    may=("QUA-01", "QUA-02", "QUA-03"),
    parts=Parts(status=WithoutBooks),
    scenarios=("multi_plant_transfer",),
)
