"""A tank is a list of lots: whatever was ever filled in is in every draw, and no edge says when."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.tanks import Tanks
from lotproof.mocks.integration.trace import ALWAYS, Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class OneStay(Tanks):
    def stay(self, edge: Row) -> str:
        return str(edge["thing"])


class Timeless(Tracer):
    tanks = OneStay

    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        return self.untimed(walk, "thing", thing, side)

    def _edges_of_step(self, walk: Walk, step: str, side: str) -> list[Row]:
        return self.untimed(walk, "step", step, side)

    def untimed(self, walk: Walk, of: str, key: str, side: str) -> list[Row]:
        return self.store.rows(
            "SELECT id, thing, step, side, role, quantity, unit, recorded_time, source, plant,"
            f" CASE WHEN role IN {MADE_OF + MAKES} THEN ? ELSE event_time END AS event_time"
            f" FROM edge WHERE {of} = ? AND side = ? AND undone = '' AND event_time <= ? ORDER BY id",
            ALWAYS,
            key,
            side,
            walk.as_of,
        )


VARIANT = Variant(
    title="Whatever was ever filled into a tank is in every draw, and no edge says when",
    must=("GEN-17",),
    may=("GEN-15",),
    parts=Parts(tracer=Timeless),
    scenarios=("silo_blend",),
)
