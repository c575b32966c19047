"""A corrected consumption stands in EPCIS for ever: no event is declared to be wrong."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.variants.variant import Variant


class Unrepenting(Teller):
    def withdraw(self, event: Event) -> None:
        pass


VARIANT = Variant(
    title="A corrected consumption stands in EPCIS for ever",
    must=("GEN-16",),
    may=("REC-08", "GEN-01", "GEN-02", "GEN-03", "GEN-04", "GEN-05", "GEN-11", "GEN-19"),
    parts=Parts(teller=Unrepenting),
    file="lotproof-epcis.toml",
    scenarios=("late_correction",),
)
