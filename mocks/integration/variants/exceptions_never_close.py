"""An exception stays open though its cause is gone."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.variants.variant import Variant


class Resentful(Exceptions):
    def close(self, where: str, *values: object) -> None:
        """Once raised, always raised."""


VARIANT = Variant(
    title="An exception stays open though its cause is gone", must=("EXC-07",), parts=Parts(exceptions=Resentful)
)
