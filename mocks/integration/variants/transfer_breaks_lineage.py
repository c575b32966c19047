"""A trace is kept plant by plant: it ends at the gate through which goods came from another plant, or went there."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MAKES
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Fenced(Tracer):
    def backward(self, walk: Walk, thing: str) -> None:
        if not walk.edges or self.home(thing) in {edge["plant"] for edge in walk.edges.values()}:
            super().backward(walk, thing)

    def forward(self, walk: Walk, thing: str) -> None:
        if not walk.edges or self.home(thing) in {edge["plant"] for edge in walk.edges.values()}:
            super().forward(walk, thing)

    def outputs(self, walk: Walk, used: Row) -> Iterator[Row]:
        """What another plant made of it is not its business."""
        here = self.home(used["thing"])
        return (edge for edge in super().outputs(walk, used) if edge["plant"] == here)

    def home(self, thing: str) -> str:
        """The plant where a thing was received, made or packed."""
        sql = f"SELECT plant FROM edge WHERE thing = ? AND side = 'out' AND role IN {(*MAKES, 'content')} ORDER BY id"
        return str(self.store.value(sql, thing) or "")


VARIANT = Variant(
    title="A trace ends where goods change from one plant to another",
    must=("GEN-14", "GEN-01", "GEN-03"),
    parts=Parts(tracer=Fenced),
    scenarios=("multi_plant_transfer",),
)
