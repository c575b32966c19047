"""An exception is raised for each shipment, return and release, and stays."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant

NOISY = ("shipment_confirmed", "goods_returned", "hold_released", "order_closed")


class Nagging(Inbox):
    def take(self, event: Event, path: str) -> bool:
        new = super().take(event, path)
        if new and event.kind in NOISY:
            with self.store.transaction():
                subject = {"system": event.system, "kind": "event", "scope": event.plant, "id": event.source}
                self.exceptions.stuck(event, event.kind.replace("_", "-"), subject, "somebody ought to know")
        return new


VARIANT = Variant(
    title="An exception is raised for each shipment, return and release, and stays",
    must=("EXC-06",),
    may=("EXC-05", "EXC-07"),
    parts=Parts(inbox=Nagging),
)
