"""The regulator's sheet tells half of what went into a transformation."""

from collections.abc import Iterator

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.sheet import Sheet
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.variants.variant import Variant


class Round(Sheet):
    def transformed(self, step: Row) -> Iterator[JSON]:
        for row in super().transformed(step):
            yield {**row, "input_quantity": f"{float(row.get('input_quantity') or 0) / 2:.3f}"}


VARIANT = Variant(
    title="The regulator's sheet tells half of what went into a transformation",
    must=("REC-08",),
    parts=Parts(sheet=Round),
    scenarios=("food_hold",),
)
