"""What was sent to another plant stays in the sending plant's stock: only the taking in is posted."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.handlers.transfers import Transfers
from lotproof.mocks.integration.variants.variant import Variant


class Unsent(Transfers):
    hears: tuple[str, ...] = ("wms.transfer_received",)


VARIANT = Variant(
    title="What was sent to another plant stays in the sending plant's stock: only the taking in is posted",
    must=("FLOW-08", "FLOW-15"),
    parts=Parts(handlers=tuple(Unsent if one is Transfers else one for one in Parts().handlers)),
    scenarios=("multi_plant_transfer",),
)
