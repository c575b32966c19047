"""What fails is tried again at once, whatever Retry-After says."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Pressing(Poster):
    def pause_s(self, tries: int) -> float:
        return 0.02

    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        return msgspec.structs.replace(outcome, pause_s=0.0)


class Deaf(SystemClient):
    def leave_alone(self, seconds: float) -> None:
        """It has no time."""


VARIANT = Variant(
    title="What fails is tried again at once, whatever Retry-After says",
    must=("RES-08",),
    parts=Parts(poster=Pressing, client=Deaf),
)
