"""An order whose posting is not answered is given up."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class FairWeather(Poster):
    def on_unknown_outcome(self, posting: Posting, text: str) -> Outcome:
        return self.given_up(posting, super().on_unknown_outcome(posting, text))

    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        return self.given_up(posting, outcome)

    def given_up(self, posting: Posting, outcome: Outcome) -> Outcome:
        away = posting.path == "/work-orders" and outcome.kind == "again"
        return Outcome(kind="done") if away else outcome


VARIANT = Variant(
    title="An order whose posting is not answered is given up",
    must=("FLOW-02",),
    may=("FLOW-01", "RES-02", "RES-05"),
    parts=Parts(poster=FairWeather),
)
