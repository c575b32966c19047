"""Whatever moment a trace is asked as of, the answer is that of today."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import NEVER, Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class OfToday(Tracer):
    def answer(self, question: Question) -> JSON | None:
        return super().answer(msgspec.structs.replace(question, as_of=NEVER))


VARIANT = Variant(
    title="Whatever moment a trace is asked as of, the answer is that of today",
    must=("GEN-20",),
    parts=Parts(tracer=OfToday),
    scenarios=("pallet_repack",),
)
