"""Postings bear the time of posting as the time of the event."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event, iso
from lotproof.mocks.integration.outbox import Draft, Outbox
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Selfish(Outbox):
    def body_of(self, event: Event, draft: Draft) -> JSON:
        return {**super().body_of(event, draft), "event_time": iso(self._clock.now())}


VARIANT = Variant(
    title="Postings bear the time of posting as the time of the event", must=("ORD-03",), parts=Parts(outbox=Selfish)
)
