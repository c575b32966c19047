"""What ERP cannot take at the first try stays with MES alone, and nobody is told."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Half(Poster):
    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        return self.left_alone(posting, outcome)

    def on_unknown_outcome(self, posting: Posting, text: str) -> Outcome:
        return self.left_alone(posting, super().on_unknown_outcome(posting, text))

    def left_alone(self, posting: Posting, outcome: Outcome) -> Outcome:
        half = posting.system == "erp" and posting.flow == "material_issue" and outcome.kind == "again"
        return Outcome(kind="done") if half else outcome


VARIANT = Variant(
    title="What ERP cannot take at the first try stays with MES alone, and nobody is told",
    must=("RES-10",),
    may=("FLOW-05", "ORD-01", "RES-01", "RES-03", "RES-05", "RES-07"),
    parts=Parts(poster=Half),
)
