"""All status postings of an order bear one idempotency key."""

import hashlib

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Thrifty(Poster):
    def key_for(self, posting: Posting, tries: int) -> str:
        if posting.flow == "order_status":
            return hashlib.sha256(posting.path.encode()).hexdigest()[:40]
        return super().key_for(posting, tries)


VARIANT = Variant(
    title="All status postings of an order bear one idempotency key",
    must=("IDM-09",),
    may=("API-02", "EXC-07", "FLOW-16", "ORD-01", "RES-01", "RES-05"),
    parts=Parts(poster=Thrifty),
)
