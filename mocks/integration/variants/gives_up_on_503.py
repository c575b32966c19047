"""A posting that a system cannot take now is given up."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Resigned(Poster):
    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        away = outcome.kind == "again" and outcome.code in ("unavailable", "internal-error")
        return Outcome(kind="done") if away else outcome


VARIANT = Variant(
    title="A posting that a system cannot take now is given up",
    must=("RES-01", "RES-02"),
    may=("FLOW-05", "FLOW-06", "FLOW-10", "ORD-01", "QUA-05", "RES-03", "RES-07", "RES-10"),
    parts=Parts(poster=Resigned),
)
