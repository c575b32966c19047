"""
The office: what is done with a fact that has come in.

First the books (genealogy, lots, completeness, EPCIS), which hear everything; then the handlers of the flows that are
switched on, which write postings.
"""

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.completeness import Completeness
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.handlers.lot_status import LotStatus
from lotproof.mocks.integration.lots import Lot, Lots
from lotproof.mocks.integration.outbox import Outbox


class Office:
    """`handlers` of all flows that are switched on; `status` is None where lot status is not."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        chronicle: Chronicle,
        lots: Lots,
        completeness: Completeness,
        teller: Teller,
        handlers: tuple[Handler, ...],
        status: LotStatus | None,
    ) -> None:
        self.outbox, self.chronicle, self.lots = outbox, chronicle, lots
        self.completeness, self.teller, self.status = completeness, teller, status
        self._desks: dict[str, list[Handler]] = {}
        for handler in handlers:
            for kind in handler.hears:
                self._desks.setdefault(kind, []).append(handler)

    def work(self, event: Event) -> set[Lot]:
        """
        Book the fact and all that follows from it; the lots and (by plant and SSCC) handling units that it has touched.

        Raises:
            StuckError: if it must wait; then nothing of it may stay.
        """
        self.lots.require(event)
        self.chronicle.note(event)
        touched = self.lots.note(event)
        self.completeness.note(event)
        self.teller.note(event)
        for handler in self._desks.get(f"{event.system}.{event.kind}", ()):
            for draft in handler.write(event):
                self.outbox.add(event, draft)
        self._tell_status(event, touched)
        return touched | {(event.plant, one.sscc) for one in (*event.inputs, *event.outputs) if one.sscc}

    def _tell_status(self, event: Event, touched: set[Lot]) -> None:
        if self.status:
            for draft in self.status.write_lots(event, touched):
                self.outbox.add(event, draft)
