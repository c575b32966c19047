"""All runs of an operation bear one transformationID in EPCIS: every input may be in every output."""

from collections.abc import Iterable

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.epcis.names import own
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant


class Blurred(Teller):
    def transformed(self, event: Event, step: str = "", usual: str = "") -> Iterable[JSON]:
        for told in super().transformed(event, step, usual):
            yield {**told, "transformationID": own("step", event.plant, event.operation)}


VARIANT = Variant(
    title="All runs of an operation bear one transformationID in EPCIS",
    must=("GEN-02",),
    may=("GEN-01", "GEN-03", "GEN-04", "GEN-05", "GEN-06", "GEN-08", "GEN-11", "GEN-12", "GEN-19"),
    parts=Parts(teller=Blurred),
    file="lotproof-epcis.toml",
)
