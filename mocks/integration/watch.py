"""
The watch: looks again at what waits, on our own clock.

Facts that nobody could carry on, orders whose components have not come, lots that ERP may have heard of and we not.
"""

from lotproof.mocks.integration.canonical import decode
from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.completeness import Completeness
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.outcome import is_there
from lotproof.mocks.integration.ports import Clock, Unreachable

LOOK_S = 0.1
ASK_EVERY = 5
"""ERP is asked for unknown lots at every fifth look."""


class Watch:
    def __init__(
        self,
        *,
        inbox: Inbox,
        completeness: Completeness,
        lots: Lots,
        identities: Identities,
        erp: SystemClient,
        clock: Clock,
    ) -> None:
        self.inbox, self.completeness, self.lots = inbox, completeness, lots
        self.identities, self.erp, self.clock = identities, erp, clock

    async def run(self) -> None:
        looks = 0
        while True:
            self.look()
            if looks % ASK_EVERY == 0:
                await self.ask_erp()
            looks += 1
            await self.clock.sleep(LOOK_S)

    def look(self) -> None:
        self.inbox.look()
        self.completeness.look()

    async def ask_erp(self) -> None:
        """A lot may have come before our time, or on a flow that others carry; ERP knows all lots."""
        for item, lot in self.unknown():
            known = self.identities.find(item)
            if known is None:
                continue
            try:
                answer = await self.erp.get(f"/lots/{known.material or item}/{lot}")
            except Unreachable:
                return
            if answer.ok and is_there(answer):
                self._found((item, lot))

    def unknown(self) -> set[Lot]:
        """Lots that waiting facts name and nobody has told of."""
        events = (decode(row["body"]) for row in self.inbox.waiting())
        named = {(one.item, one.lot) for event in events for one in event.inputs if one.lot}
        return {lot for lot in named if not self.lots.is_known(lot)}

    def _found(self, lot: Lot) -> None:
        with self.inbox.store.transaction():
            self.lots.know(lot)
        self.inbox.redo_all()
