"""An exception is raised for each resend, and stays."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant


class Nagging(Inbox):
    def take(self, event: Event, path: str) -> bool:
        new = super().take(event, path)
        if new and event.kind == "goods_moved":
            with self.store.transaction():
                subject = {"system": "wms", "kind": "movement", "scope": event.plant, "id": event.source}
                self.exceptions.stuck(event, "goods-were-moved", subject, "goods were moved")
        return new


VARIANT = Variant(
    title="An exception is raised for each resend, and stays", must=("EXC-06",), parts=Parts(inbox=Nagging)
)
