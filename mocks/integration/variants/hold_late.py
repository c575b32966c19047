"""What blocks a lot is sent thirty seconds later."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant

LATE_S = 30.0


class Leisurely(Poster):
    def begins(self, posting: Posting) -> float:
        return self.ports.clock.monotonic() + LATE_S if posting.gate == "blocks" else 0.0


VARIANT = Variant(
    title="What blocks a lot is sent thirty seconds later",
    must=("QUA-01",),
    may=("FLOW-09", "FLOW-10", "QUA-02", "QUA-03", "RES-01", "RES-02", "RES-05"),
    parts=Parts(poster=Leisurely),
)
