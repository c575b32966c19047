"""Exceptions name neither plant nor correlation id."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Terse(Exceptions):
    def listed(self, since: str = "") -> list[JSON]:
        return [{**one, "plant": "", "correlation_id": ""} for one in super().listed(since)]


VARIANT = Variant(
    title="Exceptions name neither plant nor correlation id", must=("EXC-07",), parts=Parts(exceptions=Terse)
)
