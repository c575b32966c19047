"""The regulator's sheet has no column for whoever gave a traceability lot code."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.sheet import COLUMNS, Sheet
from lotproof.mocks.integration.variants.variant import Variant


class Narrow(Sheet):
    columns = tuple(name for name in COLUMNS if name != "tlc_source")


VARIANT = Variant(
    title="The regulator's sheet lacks the column of the lot code's source",
    must=("REC-08",),
    parts=Parts(sheet=Narrow),
    scenarios=("food_hold",),
)
