"""What QMS scraps stays in ERP's stock."""

from lotproof.mocks.integration.handlers.lot_status import Dispositions
from lotproof.mocks.integration.variants.variant import Variant, instead


class Hoarding(Dispositions):
    leaves = ()


VARIANT = Variant(title="What QMS scraps stays in ERP's stock", must=("QUA-06",), parts=instead(Hoarding))
