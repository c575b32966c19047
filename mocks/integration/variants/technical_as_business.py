"""Every fault is called a business exception."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.exceptions import Case, Exceptions
from lotproof.mocks.integration.variants.variant import Variant


class Undiscerning(Exceptions):
    def raise_case(self, case: Case) -> str:
        return super().raise_case(msgspec.structs.replace(case, kind="business"))


VARIANT = Variant(
    title="Every fault is called a business exception", must=("EXC-05",), parts=Parts(exceptions=Undiscerning)
)
