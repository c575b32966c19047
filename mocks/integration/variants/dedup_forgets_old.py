"""Only the newest facts of the floor are remembered: one that is sent again is known, a whole shift is not."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import FLOOR, Event
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant

REMEMBERED = 6


class ShortMemory(WorksAgain):
    newest: tuple[str, ...] = ()

    def take(self, event: Event, path: str) -> bool:
        new = super().take(event, path)
        if event.system == FLOOR:
            if not new and event.source not in self.newest:
                self.again(event)
            others = tuple(source for source in self.newest if source != event.source)
            self.newest = (*others, event.source)[-REMEMBERED:]
        return new


VARIANT = Variant(
    title="Only the newest six facts of the floor are remembered; what is older and comes again is worked again",
    must=("IDM-08",),
    may=("REC-08", "FLOW-05", "FLOW-06", "GEN-05", "GEN-10", "GEN-11", "GEN-16", "GEN-19", "IDM-02"),
    parts=Parts(inbox=ShortMemory, outbox=SaltedOutbox),
    scenarios=("shift_replay",),
)
