"""Only the last lot that a machine made before it was found out of tolerance is told."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Portion
from lotproof.mocks.integration.handlers.equipment import Calibrations
from lotproof.mocks.integration.variants.variant import Variant, instead


class LastAlone(Calibrations):
    def made_by(self, plant: str, machine: str) -> Iterator[tuple[str, Portion]]:
        yield from list(super().made_by(plant, machine))[-1:]


VARIANT = Variant(
    title="Only the last lot that a machine made before it was found out of tolerance is told",
    must=("QUA-10",),
    may=("QUA-02", "RES-02"),
    parts=instead(LastAlone),
    scenarios=("calibration_window",),
)
