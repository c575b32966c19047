"""A trace takes lots of one item with equal numbers for one lot, whichever plant gave the number."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Merging(Tracer):
    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        return [edge for one in self.alike(thing) for edge in super(Merging, self)._edges(walk, one, side)]

    def alike(self, thing: str) -> list[str]:
        """The thing, and all that are called so in other plants."""
        kind, item, number = thing.split(":", 2)
        last = number.partition("-")[2]
        rows = self.store.rows("SELECT key FROM thing WHERE kind = ? AND scope = ? ORDER BY key", kind, item)
        return [row["key"] for row in rows if row["key"].endswith(f"-{last}")] if last else [thing]


VARIANT = Variant(
    title="Lots with equal numbers of two plants are taken for one",
    must=("GEN-14", "GEN-02", "GEN-04"),
    parts=Parts(tracer=Merging),
    scenarios=("multi_plant_transfer",),
)
