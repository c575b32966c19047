"""After a message that it cannot read it hears nothing any more."""

import asyncio

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.canonical import MalformedError, of_message
from lotproof.mocks.integration.variants.variant import Variant


class Choking(Integration):
    choked = False

    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        if wire == "mqtt":
            try:
                of_message(payload)
            except MalformedError:
                self.choked = True
        if self.choked:
            await asyncio.Event().wait()
        await super().heard(wire, topic, payload, dup, retained)


VARIANT = Variant(
    title="After a message that it cannot read it hears nothing any more",
    must=("RES-07",),
    may=(
        "REC-08",
        "EXC-02",
        "EXC-07",
        "FLOW-05",
        "FLOW-06",
        "FLOW-10",
        "FLOW-11",
        "GEN-01",
        "GEN-03",
        "GEN-05",
        "GEN-10",
        "GEN-11",
        "GEN-19",
        "IDN-07",
        "QUA-02",
        "QUA-03",
        "RES-02",
    ),
    whole=Choking,
)
