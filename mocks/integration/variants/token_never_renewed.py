"""A token that was refused is not renewed, and what was refused with it is given up."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Stubborn(SystemClient):
    def _forget(self, token: str) -> None:
        """It was good once."""


class Resigned(Poster):
    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        return Outcome(kind="done") if outcome.code == "unauthorized" else outcome


VARIANT = Variant(
    title="A token that was refused is not renewed, and what was refused with it is given up",
    must=("API-02",),
    may=(
        "FLOW-05",
        "FLOW-06",
        "FLOW-10",
        "FLOW-16",
        "ORD-01",
        "ORD-02",
        "QUA-01",
        "RES-01",
        "RES-03",
        "RES-05",
        "RES-07",
        "RES-10",
    ),
    parts=Parts(client=Stubborn, poster=Resigned),
)
