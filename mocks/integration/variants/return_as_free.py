"""Returned goods are free at once."""

from lotproof.mocks.integration.handlers.shipping import Returns
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class Trusting(Returns):
    def status(self, line: JSON) -> str:
        return "free"


VARIANT = Variant(title="Returned goods are free at once", must=("FLOW-11",), parts=instead(Trusting))
