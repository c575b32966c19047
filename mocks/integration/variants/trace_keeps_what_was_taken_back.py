"""A consumption that was taken back stays in the trace."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class Unforgiving(Chronicle):
    def reversed(self, event: Event) -> None:
        """Nothing is undone."""


VARIANT = Variant(
    title="A consumption that was taken back stays in the trace",
    must=("GEN-16",),
    may=("REC-08", "GEN-02", "GEN-04", "GEN-05", "GEN-11", "GEN-19"),
    parts=Parts(chronicle=Unforgiving),
    scenarios=("late_correction",),
)
