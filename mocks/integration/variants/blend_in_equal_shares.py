"""A blend says what is in it, and not how much of each: all parts have an equal share."""

from decimal import Decimal

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MADE_OF
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Even(Tracer):
    def edge(self, row: Row) -> JSON:
        shown = super().edge(row)
        if row["side"] == "out" or row["role"] not in MADE_OF:
            return shown
        sql = "SELECT thing, quantity FROM edge WHERE step = ? AND side = 'in' AND undone = ''"
        parts = self.store.rows(sql, row["step"])
        own = sum(part["thing"] == row["thing"] for part in parts)
        whole = sum((Decimal(part["quantity"]) for part in parts), Decimal(0))
        return {**shown, "quantity": f"{round(whole / len({part['thing'] for part in parts}) / own, 3):f}"}


VARIANT = Variant(
    title="All parts of a blend have an equal share",
    must=("GEN-07",),
    may=("GEN-05", "GEN-11", "GEN-19"),
    parts=Parts(tracer=Even),
    scenarios=("silo_blend",),
)
