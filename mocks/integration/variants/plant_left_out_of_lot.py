"""A lot's number is made whole with the name of the first plant, whichever plant's floor says it."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.numbering import Numbers
from lotproof.mocks.integration.variants.variant import Variant


class FirstPlants(Numbers):
    def whole(self, plant: str, number: str) -> str:
        return super().whole(next(iter(self._before), plant), number)


VARIANT = Variant(
    title="A lot's number is that of the first plant, whichever floor says it",
    must=(
        "FLOW-05",
        "FLOW-06",
        "GEN-14",
    ),
    may=(
        "REC-08",
        "FLOW-10",
        "GEN-01",
        "GEN-02",
        "GEN-03",
        "GEN-04",
        "GEN-05",
        "GEN-10",
        "GEN-11",
        "GEN-19",
        "IDM-01",
    ),
    parts=Parts(numbers=FirstPlants),
    scenarios=("new_plant",),
)
