"""The unit of a value is looked up in ERP's items, all of them, whenever a sample comes."""

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.samples import TAG
from lotproof.mocks.integration.variants.variant import Variant


class Forgetful(Integration):
    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        if TAG in topic:
            async for _ in self.clients["erp"].listed("/items"):
                pass
        await super().heard(wire, topic, payload, dup, retained)


VARIANT = Variant(
    title="ERP's items are read anew at each sample",
    must=("TEL-01",),
    whole=Forgetful,
    scenarios=("kiln_burst",),
)
