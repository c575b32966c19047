"""Postings bear no reference to their source."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.outbox import Draft, Outbox
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Silent(Outbox):
    def body_of(self, event: Event, draft: Draft) -> JSON:
        return {**super().body_of(event, draft), "reference": "", "source_events": []}


VARIANT = Variant(title="Postings bear no reference to their source", must=("AUD-01",), parts=Parts(outbox=Silent))
