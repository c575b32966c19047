"""QMS is never told how equipment stands."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.equipment import Equipment
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class MesAlone(Equipment):
    def write(self, event: Event) -> Iterator[Draft]:
        yield from (draft for draft in super().write(event) if draft.system == "mes")


VARIANT = Variant(
    title="QMS is never told how equipment stands",
    must=("FLOW-13",),
    may=("RES-10", "IDM-04"),
    parts=instead(MesAlone),
    scenarios=("calibration_window",),
)
