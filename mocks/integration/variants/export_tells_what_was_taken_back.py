"""The regulator's sheet tells what was taken back as if it had happened."""

from collections.abc import Iterable

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.sheet import Sheet
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.variants.variant import Variant


class Keeping(Sheet):
    def edges(self, step: Row, side: str, roles: Iterable[str]) -> list[Row]:
        chosen = tuple(roles)
        marks = ", ".join("?" * len(chosen))
        sql = f"SELECT * FROM edge WHERE step = ? AND side = ? AND role IN ({marks}) ORDER BY id"
        return self.store.rows(sql, step["key"], side, *chosen)


VARIANT = Variant(
    title="The regulator's sheet tells what was taken back",
    must=("REC-08",),
    parts=Parts(sheet=Keeping),
    scenarios=("late_correction",),
)
