"""A trace takes lots of one item with equal numbers for one lot, whichever plant gave the number."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Merging(Tracer):
    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        return [edge for one in self.alike(thing) for edge in super(Merging, self)._edges(walk, one, side)]

    def drawn(self, walk: Walk, starts: list[str]) -> JSON:
        """What is said of one is said of all that are called so."""
        answer = super().drawn(walk, starts)
        edges = [{**edge, "item": one} for edge in answer["edges"] for one in self.alike(edge["item"])]
        things = sorted({edge["item"] for edge in edges} | set(starts))
        return {**answer, "edges": edges, "items": [self.item(thing) for thing in things]}

    def alike(self, thing: str) -> list[str]:
        """The thing, and all that are called so in other plants."""
        kind, item, number = thing.split(":", 2)
        last = number.partition("-")[2]
        rows = self.store.rows("SELECT key FROM thing WHERE kind = ? AND scope = ? ORDER BY key", kind, item)
        return [row["key"] for row in rows if row["key"].endswith(f"-{last}")] if last else [thing]


VARIANT = Variant(
    title="Lots with equal numbers of two plants are taken for one",
    must=("GEN-14", "GEN-02", "GEN-04"),
    may=("GEN-19",),
    parts=Parts(tracer=Merging),
    scenarios=("multi_plant_transfer",),
)
