"""Every question reads the whole history from a database that is far away, an edge at a time."""

from collections.abc import Mapping

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import Answer
from lotproof.mocks.integration.variants.variant import Variant

AN_EDGE_S = 0.01


class FarAway(Integration):
    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        if path.startswith("/trace"):
            ((edges,),) = (tuple(row) for row in self.store.rows("SELECT count(*) FROM edge"))
            await self.ports.clock.sleep(AN_EDGE_S * edges)
        return await super().get(path, query)


VARIANT = Variant(
    title="Each trace reads all edges there ever were, one after the other",
    must=("REC-07",),
    whole=FarAway,
    scenarios=("many_short_orders",),
)
