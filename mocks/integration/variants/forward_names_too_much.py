"""A forward trace takes all lots of an item for one."""

from collections.abc import Iterable

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Sweeping(Tracer):
    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        edges = super()._edges(walk, thing, side)
        return [*edges, *self._of_others(thing)] if side == "in" and thing.startswith("lot:") else edges

    def _of_others(self, thing: str) -> Iterable[Row]:
        """What went in of other lots of the item, as if it were this one."""
        return self.store.rows(
            "SELECT -id AS id, ? AS thing, step, side, role, quantity, unit, event_time, recorded_time, source, plant"
            " FROM edge WHERE side = 'in' AND role IN ('input', 'component') AND thing LIKE ? AND thing != ?",
            thing,
            thing.rpartition(":")[0] + ":%",
            thing,
        )


VARIANT = Variant(
    title="A forward trace takes all lots of an item for one",
    must=("GEN-04",),
    may=("GEN-19",),
    parts=Parts(tracer=Sweeping),
)
