"""A fact of the floor that is older than what came before is dropped."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import FLOOR, Event, moment
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant


class Impatient(Inbox):
    def is_known(self, event: Event) -> bool:
        return super().is_known(event) or self.is_late(event)

    def is_late(self, event: Event) -> bool:
        if event.system != FLOOR:
            return False
        newest = self.store.known(f"newest {event.equipment}")
        self.store.know(f"newest {event.equipment}", max(newest, moment(event.occurred_at)))
        return moment(event.occurred_at) < newest


VARIANT = Variant(
    title="A fact of the floor that is older than what came before is dropped",
    must=("ORD-01",),
    parts=Parts(inbox=Impatient),
)
