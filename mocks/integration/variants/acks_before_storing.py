"""Messages are acknowledged before they are safe."""

import asyncio

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.variants.variant import Variant

LATER_S = 0.5


class Rash(Integration):
    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        store = super().heard

        async def after_a_while() -> None:
            await self.ports.clock.sleep(LATER_S)
            await store(wire, topic, payload, dup, retained)

        self._later = [*getattr(self, "_later", ()), asyncio.create_task(after_a_while())]

    async def shown(self, wire: str, cards: list[bytes]) -> None:
        """It trusts that it has heard everything."""


VARIANT = Variant(
    title="Messages are acknowledged before they are safe",
    must=("RES-05",),
    may=("FLOW-05", "FLOW-06", "GEN-01", "GEN-03", "GEN-05", "GEN-08", "GEN-11", "GEN-19", "QUA-05", "RES-07"),
    whole=Rash,
)
