"""A lot that nobody knows is invented when it is used."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Credulous(Lots):
    def require(self, event: Event) -> None:
        for portion in event.inputs:
            if event.kind == "consumed" and not self.is_known((portion.item, portion.lot)):
                self.store.know(f"invented {event.source}", portion.lot)
                self.know((portion.item, portion.lot))


class Inventive(Material):
    def write(self, event: Event) -> Iterator[Draft]:
        for draft in super().write(event):
            if draft.system == "erp" and self.books.store.known(f"invented {event.source}"):
                body = {**draft.body, "movement_type": "receipt", "receipt": "FOUND"}
                yield msgspec.structs.replace(draft, body=body, part="found", needs=(), gives=draft.needs)
            yield draft


VARIANT = Variant(
    title="A lot that nobody knows is invented when it is used",
    must=("IDN-07",),
    may=("EXC-02", "FLOW-04"),
    parts=msgspec.structs.replace(instead(Inventive), lots=Credulous),
)
