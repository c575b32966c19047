"""In the trace a case that came off a pallet goes on with it."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk, later
from lotproof.mocks.integration.variants.variant import Variant


class Sticking(Tracer):
    def _edges_of_step(self, walk: Walk, step: str, side: str) -> list[Row]:
        rows = super()._edges_of_step(walk, step, side)
        return [row for row in rows if not (row["role"] == "removed" and row["thing"].startswith("unit:"))]

    def inside(self, walk: Walk, unit: str, until: str) -> None:
        for made in (edge for edge in self._edges(walk, unit, "out") if edge["role"] == "content"):
            for edge in walk.go([made, *self.contents(walk, made)])[1:]:
                walk.meet(edge["thing"], edge["event_time"], later)

    def carried(self, walk: Walk, thing: str, packed: Row) -> Iterator[Row]:
        for edge in self._edges(walk, packed["thing"], "in"):
            outer = [one for one in self._edges_of_step(walk, edge["step"], "out") if one["thing"] != packed["thing"]]
            yield edge
            for one in outer:
                yield from (one, *self.carried(walk, thing, one))


VARIANT = Variant(
    title="In the trace a case that came off a pallet goes on with it",
    must=("GEN-04", "GEN-10"),
    may=("GEN-02", "GEN-20"),
    parts=Parts(tracer=Sticking),
    scenarios=("cases_on_pallets",),
)
