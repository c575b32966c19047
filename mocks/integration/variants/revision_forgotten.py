"""Every work order is made for revision A."""

from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class OldSchool(OrderRelease):
    def work_order(self, said: JSON) -> JSON:
        return {**super().work_order(said), "bom_revision": "A"}


VARIANT = Variant(title="Every work order is made for revision A", must=("FLOW-01",), parts=instead(OldSchool))
