"""A pallet is posted without the cases that stand on it."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.packing import Packing
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class LotsAlone(Packing):
    def write(self, event: Event) -> Iterator[Draft]:
        for draft in super().write(event):
            yield msgspec.structs.replace(draft, body={**draft.body, "units": []})


VARIANT = Variant(
    title="A pallet is posted without the cases that stand on it",
    must=("GEN-10",),
    may=("IDM-01", "IDM-02", "IDM-05", "RES-02"),
    parts=instead(LotsAlone),
    scenarios=("cases_on_pallets",),
)
