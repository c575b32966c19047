"""A consumption of an unknown lot is put aside, and nobody is told."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Quiet(Exceptions):
    def stuck(self, event: Event, code: str, subject: JSON, text: str, severity: str = "major") -> None:
        """It will be all right."""


VARIANT = Variant(
    title="A consumption of an unknown lot is put aside, and nobody is told",
    must=("EXC-02",),
    may=("IDN-07",),
    parts=Parts(exceptions=Quiet),
)
