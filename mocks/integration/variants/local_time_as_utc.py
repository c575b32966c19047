"""The offset of a time is dropped, and the plant's local time goes for UTC."""

from datetime import UTC, datetime

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant


class Offsetless(Inbox):
    def take(self, event: Event, path: str) -> bool:
        shown = datetime.fromisoformat(event.occurred_at).replace(tzinfo=UTC)
        return super().take(msgspec.structs.replace(event, occurred_at=shown.isoformat(timespec="milliseconds")), path)


VARIANT = Variant(
    title="The offset of a time is dropped, and the plant's local time goes for UTC",
    must=("ORD-03", "ORD-04"),
    may=("GEN-01", "GEN-03"),
    parts=Parts(inbox=Offsetless),
    scenarios=("dst_night",),
)
