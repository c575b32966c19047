"""What blocks a lot waits in line behind what was booked before it, also behind what frees and ships."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant


class InLine(Poster):
    def must_wait(self, posting: Posting, *, blocking: bool, promised: set[str]) -> bool:
        older = any(one.posting.gate == "frees" and one.posting.id < posting.id for one in self._all())
        return (posting.gate == "blocks" and older) or super().must_wait(posting, blocking=False, promised=promised)


VARIANT = Variant(
    title="What blocks a lot waits in line behind what was booked before it, also behind what frees and ships",
    must=("QUA-07",),
    parts=Parts(poster=InLine),
    scenarios=("erp_maintenance_window",),
)
