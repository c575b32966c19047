"""Behind a transfer stands all that the feeding tank ever held, also what came when the transfer was long over."""

from collections.abc import Iterator
from typing import cast

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import NEVER, Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant


class Standing(Tracer):
    """A content that was pumped on is traced as it is today: its own fills, whenever, and no edge of them says when."""

    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        pumped = self.in_tanks.empties(made["thing"]) is not None
        for edge in super().inputs(walk, made):
            whole = pumped and self.in_tanks.empties(edge["thing"]) is not None
            yield cast(Row, {**edge, "event_time": NEVER}) if whole else edge

    def edge(self, row: Row) -> JSON:
        told = super().edge(row)
        return {**told, "event_time": None} if self.in_tanks.empties(row["thing"]) is not None else told


VARIANT = Variant(
    title="Behind a transfer stands all that the feeding tank ever held",
    must=("GEN-17",),
    may=("GEN-15", "GEN-01", "GEN-03", "GEN-04", "GEN-02"),
    parts=Parts(tracer=Standing),
    scenarios=("tank_farm",),
)
