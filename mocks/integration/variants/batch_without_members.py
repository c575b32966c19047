"""Postings bear a batch number, and nobody can tell which source events are in the batch."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.outbox import Draft, Outbox
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Numbered(Outbox):
    def body_of(self, event: Event, draft: Draft) -> JSON:
        number = f"batch-{event.source.rpartition('#')[2][:-7]}"
        return {**super().body_of(event, draft), "reference": number, "source_events": []}


VARIANT = Variant(
    title="Postings bear a batch number, and the events of the batch are named nowhere",
    must=("AUD-01",),
    parts=Parts(outbox=Numbered),
)
