"""Whose a sample is, is asked of ERP whenever one comes."""

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.samples import TAG
from lotproof.mocks.integration.variants.variant import Variant


class Inquisitive(Integration):
    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        if TAG in topic:
            await self.clients["erp"].get("/orders")
        await super().heard(wire, topic, payload, dup, retained)


VARIANT = Variant(
    title="ERP is asked for its orders at each sample",
    must=("TEL-01",),
    whole=Inquisitive,
    scenarios=("kiln_burst",),
)
