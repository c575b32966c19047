"""What is blocked is blocked in ERP and MES, and WMS shows it as free."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.handlers.lot_status import LotStatus
from lotproof.mocks.integration.variants.variant import Variant


class WithoutWarehouse(LotStatus):
    systems = ("erp", "mes")


VARIANT = Variant(
    title="What is blocked is blocked in ERP and MES, and WMS shows it as free",
    must=("FLOW-15",),
    may=("QUA-01", "QUA-02", "QUA-03"),
    parts=Parts(status=WithoutWarehouse),
    scenarios=("multi_plant_transfer",),
)
