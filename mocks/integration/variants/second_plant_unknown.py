"""It was set up for the plant that was there first: what happens at another one is dropped as unknown."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant


class OnePlant(Inbox):
    _first = ""

    def take(self, event: Event, path: str) -> bool:
        self._first = self._first or event.plant
        return super().take(event, path) if event.plant in ("", self._first) else False


VARIANT = Variant(
    title="What happens at another plant than the first is dropped as unknown",
    must=(
        "FLOW-04",
        "FLOW-05",
        "FLOW-06",
    ),
    may=(
        "REC-08",
        "FLOW-01",
        "FLOW-08",
        "FLOW-09",
        "FLOW-10",
        "FLOW-16",
        "GEN-01",
        "GEN-03",
        "GEN-10",
        "GEN-11",
        "IDM-01",
        "IDN-06",
        "RES-10",
    ),
    parts=Parts(inbox=OnePlant),
    scenarios=("new_plant",),
)
