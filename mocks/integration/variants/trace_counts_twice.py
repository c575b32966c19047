"""What goes into a step is counted twice in the trace."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class Doubling(Chronicle):
    def made(self, event: Event) -> None:
        super().made(event)
        super().made(msgspec.structs.replace(event, outputs=()))


VARIANT = Variant(
    title="What goes into a step is counted twice in the trace",
    must=("GEN-19",),
    may=("REC-08", "GEN-05", "GEN-08", "GEN-11"),
    parts=Parts(chronicle=Doubling),
)
