"""While ERP does not answer, nothing is sent to anybody else."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Outbox, Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class OneQueue(Outbox):
    erp_is_away = False


class OneAfterTheOther(Poster):
    async def _hindrance(self, posting: Posting) -> Outcome | None:
        if posting.system != "erp" and getattr(self.outbox, "erp_is_away", False):
            return Outcome(kind="again", code="in-line", text="what was booked before it is not done")
        return await super()._hindrance(posting)

    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        if posting.system == "erp" and isinstance(self.outbox, OneQueue):
            self.outbox.erp_is_away = outcome.kind == "again"
        return outcome


VARIANT = Variant(
    title="While ERP does not answer, nothing is sent to anybody else",
    must=("RES-11",),
    may=("QUA-05",),
    parts=Parts(outbox=OneQueue, poster=OneAfterTheOther),
    scenarios=("erp_maintenance_window",),
)
