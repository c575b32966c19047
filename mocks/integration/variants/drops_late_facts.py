"""A fact of the floor that is older than what the floor told before is dropped; the other wire is not heard."""

from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.canonical import FLOOR, Event, moment
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant


class Impatient(Inbox):
    def is_known(self, event: Event) -> bool:
        return super().is_known(event) or (event.system == FLOOR and self._is_late(event))

    def _is_late(self, event: Event) -> bool:
        name, at = f"newest of {event.plant}", moment(event.occurred_at)
        newest = self.store.known(name)
        self.store.know(name, max(newest, at))
        return at < newest


class OneEared(Integration):
    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        if wire == "mqtt":
            await super().heard(wire, topic, payload, dup, retained)

    async def shown(self, wire: str, cards: list[bytes]) -> None:
        """Not its wire."""


VARIANT = Variant(
    title="A fact of the floor that is older than what the floor told before is dropped",
    must=("ORD-02",),
    may=(
        "EXC-07",
        "FLOW-05",
        "GEN-01",
        "GEN-03",
        "GEN-05",
        "GEN-11",
        "GEN-19",
        "ORD-01",
        "REC-08",
        "RES-01",
        "RES-03",
        "RES-07",
    ),
    parts=Parts(inbox=Impatient),
    whole=OneEared,
)
