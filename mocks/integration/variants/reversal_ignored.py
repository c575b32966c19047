"""What the floor takes back is not taken back in MES."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.reversals import MaterialReversed
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Deaf(MaterialReversed):
    def write(self, event: Event) -> Iterator[Draft]:
        yield from (draft for draft in super().write(event) if draft.system != "mes")


VARIANT = Variant(
    title="What the floor takes back is not taken back in MES",
    must=("GEN-16", "FLOW-05"),
    may=("IDM-01", "RES-05", "RES-07", "RES-10"),
    parts=instead(Deaf),
    scenarios=("late_correction",),
)
