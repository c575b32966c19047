"""Each try of a posting bears a new idempotency key."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Fresh(Poster):
    def key_for(self, posting: Posting, tries: int) -> str:
        return f"{posting.key}-{tries}"


VARIANT = Variant(
    title="Each try of a posting bears a new idempotency key",
    must=("IDM-03", "IDM-09"),
    may=("FLOW-05", "FLOW-08", "IDM-01", "IDM-07", "QUA-05", "RES-01", "RES-02", "RES-03", "RES-05"),
    parts=Parts(poster=Fresh),
)
