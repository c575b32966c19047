"""All that a machine ever made is in question, not what it made since it was last found in tolerance."""

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.equipment import Calibrations
from lotproof.mocks.integration.variants.variant import Variant, instead


class EverSince(Calibrations):
    def window(self, since: object, event: Event) -> tuple[str, str]:
        return "", super().window(since, event)[1]


VARIANT = Variant(
    title="All that a machine ever made is in question, not what it made since it was last found in tolerance",
    must=("QUA-10",),
    may=("IDM-03", "QUA-01", "QUA-02", "QUA-03"),
    parts=instead(EverSince),
    scenarios=("calibration_window",),
)
