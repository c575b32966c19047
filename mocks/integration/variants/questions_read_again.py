"""Every question is kept for an audit, and all that were ever put are read before the next is answered."""

from collections.abc import Mapping

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import Answer
from lotproof.mocks.integration.variants.variant import Variant

A_QUESTION_S = 0.05


class Scrupulous(Integration):
    _put = 0

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        if path.startswith("/trace"):
            self._put += 1
            await self.ports.clock.sleep(A_QUESTION_S * self._put)
        return await super().get(path, query)


VARIANT = Variant(
    title="Each trace takes longer by every question that was put before it",
    must=("REC-07",),
    whole=Scrupulous,
    scenarios=("many_short_orders",),
)
