"""Nobody is told that an order was completed without a component."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.completeness import Completeness
from lotproof.mocks.integration.variants.variant import Variant


class Content(Completeness):
    def look(self) -> None:
        """All calls have succeeded."""


VARIANT = Variant(
    title="Nobody is told that an order was completed without a component",
    must=("EXC-01",),
    parts=Parts(completeness=Content),
)
