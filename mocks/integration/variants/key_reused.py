"""All status postings of an order bear one idempotency key."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.outbox import Draft, Outbox, key_of
from lotproof.mocks.integration.variants.variant import Variant


class Thrifty(Outbox):
    def key_for(self, event: Event, draft: Draft) -> str:
        if draft.flow == "order_status":
            return key_of(draft.path, draft.system, str(draft.body["status"])[:1])
        return super().key_for(event, draft)


VARIANT = Variant(
    title="All status postings of an order bear one idempotency key", must=("IDM-09",), parts=Parts(outbox=Thrifty)
)
