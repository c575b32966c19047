"""An operation starts when the integration heard of it."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Late(Tracer):
    def step(self, key: str) -> JSON:
        heard = self.store.value("SELECT min(recorded_time) FROM edge WHERE step = ?", key)
        return {**super().step(key), "start": heard}


VARIANT = Variant(
    title="An operation starts when it was recorded",
    must=("GEN-18",),
    parts=Parts(tracer=Late),
    scenarios=("process_record",),
)
