"""A calibration brings into question what any machine of the line made in its window."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Portion
from lotproof.mocks.integration.handlers.equipment import Calibrations
from lotproof.mocks.integration.variants.variant import Variant, instead


class AllMachines(Calibrations):
    def made_by(self, plant: str, machine: str) -> Iterator[tuple[str, Portion]]:
        for other in ("M1", "M2"):
            yield from super().made_by(plant, other)


VARIANT = Variant(
    title="A calibration brings into question what any machine of the line made in its window",
    must=("QUA-10",),
    may=("IDM-03", "QUA-01", "QUA-02", "QUA-03"),
    parts=instead(AllMachines),
    scenarios=("calibration_window",),
)
