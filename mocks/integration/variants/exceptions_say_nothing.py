"""Exceptions name neither source nor subject."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.exceptions import Case, Exceptions
from lotproof.mocks.integration.variants.variant import Variant


class Terse(Exceptions):
    def raise_case(self, case: Case) -> str:
        subject = {"system": "", "kind": "", "scope": "", "id": ""}
        return super().raise_case(msgspec.structs.replace(case, source="", plant="", subject=subject))


VARIANT = Variant(title="Exceptions name neither source nor subject", must=("EXC-07",), parts=Parts(exceptions=Terse))
