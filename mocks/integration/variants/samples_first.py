"""Business events wait until no sample is left to be written."""

from lotproof.mocks.integration.samples import TAG
from lotproof.mocks.integration.variants.samples_in_the_queue import Message, OneQueue
from lotproof.mocks.integration.variants.variant import Variant


class SamplesFirst(OneQueue):
    def next(self) -> Message | None:
        first = next((one for one in self.waiting if TAG in one[1]), None)
        if first is None:
            return super().next()
        self.waiting.remove(first)
        return first


VARIANT = Variant(
    title="Business events wait until all samples are written, 25 ms each",
    must=("TEL-04",),
    may=("FLOW-05", "FLOW-06", "EXC-06"),
    whole=SamplesFirst,
    scenarios=("kiln_burst",),
)
