"""The trace names the lots that were approved, not those that were used."""

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event, Portion, decode
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.variants.variant import Variant


class Planner(Chronicle):
    def made(self, event: Event) -> None:
        planned = self.planned(event.order)
        inputs = tuple(self.as_planned(one, planned) for one in event.inputs)
        super().made(msgspec.structs.replace(event, inputs=inputs))

    def planned(self, order: str) -> dict[str, str]:
        """Item to lot, as ERP approved them."""
        sql = "SELECT body FROM inbox WHERE kind = 'order_released' AND order_id = ?"
        body = self.genealogy._store.value(sql, order)
        lots = decode(body).details.get("approved_lots") or () if body else ()
        return {self.identities.code(str(lot["material"])): str(lot["lot"]) for lot in lots}

    def as_planned(self, portion: Portion, planned: dict[str, str]) -> Portion:
        return msgspec.structs.replace(portion, lot=planned.get(portion.item, portion.lot))


VARIANT = Variant(
    title="The trace names the lots that were approved, not those that were used",
    must=("GEN-12",),
    may=("REC-08", "GEN-01", "GEN-02", "GEN-19"),
    parts=Parts(chronicle=Planner),
)
