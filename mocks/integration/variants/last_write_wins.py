"""A status that comes late overwrites a newer one."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.gate import StatusGate
from lotproof.mocks.integration.variants.variant import Variant


class Open(StatusGate):
    def is_newer(self, rank: str, newest: str) -> bool:
        return True


VARIANT = Variant(
    title="A status that comes late overwrites a newer one",
    must=("ORD-01", "ORD-05"),
    may=("FLOW-16", "RES-01"),
    parts=Parts(gate=Open),
)
