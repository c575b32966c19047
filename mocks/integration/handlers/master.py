"""Master data: what ERP publishes goes to MES before it is used for the first time."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


class Masters(Handler):
    """ERP to MES, revision by revision of an item. What work orders say of theirs is left as it is."""

    flow = "master_data"
    hears: tuple[str, ...] = ("erp.bom_revised",)

    def write(self, event: Event) -> Iterator[Draft]:
        item = self.identities.code(str(event.details.get("material")))
        yield Draft(
            system="mes",
            path="/boms",
            body={**self.bom(event.details), "item": item},
            flow=self.flow,
            part="bom",
            subject={"system": "erp", "kind": "item", "scope": "", "id": item},
            lane=f"bom:{item}",
            rank=f"{event.seq:020d}",
        )

    def bom(self, said: JSON) -> JSON:
        """Revision and components in MES's spelling."""
        parts = [
            {
                "item": self.identities.code(str(part.get("material"))),
                "operation": part.get("operation"),
                "quantity": part.get("quantity"),
            }
            for part in said.get("components") or ()
        ]
        return {"revision": said.get("revision"), "components": parts}
