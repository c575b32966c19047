"""Transfers between plants: what WMS sends from one plant to another is in transit in ERP too, until it is taken in."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.movements import Movements
from lotproof.mocks.integration.outbox import Draft


class Transfers(Movements):
    """Two steps, told one by one; each is a movement for every lot on the way."""

    hears: tuple[str, ...] = ("wms.transfer_sent", "wms.transfer_received")

    def write(self, event: Event) -> Iterator[Draft]:
        for number, line in enumerate(event.details.get("lines") or ()):
            for draft in super().write(msgspec.structs.replace(event, details=line)):
                yield msgspec.structs.replace(draft, part=f"transfer-{number}")
