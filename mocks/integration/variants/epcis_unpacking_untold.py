"""In EPCIS what is taken out of a handling unit stays in it."""

from collections.abc import Iterable

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Closed(Teller):
    def unpacked(self, event: Event) -> Iterable[JSON]:
        return ()


VARIANT = Variant(
    title="In EPCIS what is taken out of a handling unit stays in it",
    must=("GEN-10", "GEN-04"),
    may=("REC-08", "GEN-02", "GEN-20"),
    parts=Parts(teller=Closed),
    file="lotproof-epcis.toml",
    scenarios=("pallet_repack",),
)
