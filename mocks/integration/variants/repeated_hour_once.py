"""Times are kept as the plant's wall clock shows them; of an hour that comes twice only the first is known."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.ports import JSON, Ports
from lotproof.mocks.integration.settings import Settings
from lotproof.mocks.integration.variants.variant import Variant


class ByTheWallClock(Inbox):
    zones: dict[str, ZoneInfo]

    def take(self, event: Event, path: str) -> bool:
        return super().take(msgspec.structs.replace(event, occurred_at=self.read_back(event)), path)

    def read_back(self, event: Event) -> str:
        zone = self.zones.get(event.plant)
        if zone is None:
            return event.occurred_at
        shown = datetime.fromisoformat(event.occurred_at).astimezone(zone).replace(tzinfo=None)
        return shown.replace(tzinfo=zone, fold=0).isoformat(timespec="milliseconds")


class Clockless(Integration):
    def __init__(self, world: JSON, settings: Settings, ports: Ports, parts: Parts | None = None) -> None:
        super().__init__(world, settings, ports, parts)
        assert isinstance(self.inbox, ByTheWallClock)
        self.inbox.zones = self._zones


VARIANT = Variant(
    title="Times are kept as the wall clock shows them; of an hour that comes twice only the first is known",
    must=("ORD-04",),
    may=("GEN-01", "GEN-03", "ORD-03"),
    parts=Parts(inbox=ByTheWallClock),
    whole=Clockless,
    scenarios=("dst_night",),
)
