"""A token that was revoked is used for ever."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.variants.variant import Variant


class Stubborn(SystemClient):
    def _forget(self, token: str) -> None:
        """It was good once."""


VARIANT = Variant(title="A token that was revoked is used for ever", must=("API-02",), parts=Parts(client=Stubborn))
