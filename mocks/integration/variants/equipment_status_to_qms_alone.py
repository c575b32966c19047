"""MES is never told how equipment stands."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.equipment import Equipment
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class QmsAlone(Equipment):
    def write(self, event: Event) -> Iterator[Draft]:
        yield from (draft for draft in super().write(event) if draft.system == "qms")


VARIANT = Variant(
    title="MES is never told how equipment stands",
    must=("FLOW-13",),
    may=("IDM-04", "RES-02", "RES-10"),
    parts=instead(QmsAlone),
    scenarios=("calibration_window",),
)
