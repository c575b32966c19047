"""A lock is taken for a refusal."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class Touchy(Poster):
    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        locked = outcome.kind == "again" and outcome.code == "locked"
        return msgspec.structs.replace(outcome, kind="refused") if locked else outcome


VARIANT = Variant(title="A lock is taken for a refusal", must=("RES-12",), may=("RES-02",), parts=Parts(poster=Touchy))
