"""Each lot in question has two deviations."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.handlers.equipment import Calibrations
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.variants.variant import Variant, instead


class Again(Calibrations):
    def doubt(self, event: Event, machine: str, calibration: str, portion: Portion) -> Iterator[Draft]:
        for draft in super().doubt(event, machine, calibration, portion):
            yield draft
            yield msgspec.structs.replace(draft, part=f"{draft.part}-again")


VARIANT = Variant(
    title="Each lot in question has two deviations",
    must=("QUA-10",),
    may=("IDM-01", "IDM-02", "IDM-03", "IDM-04", "IDM-09", "RES-02"),
    parts=instead(Again),
    scenarios=("calibration_window",),
)
