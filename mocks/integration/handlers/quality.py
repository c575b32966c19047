"""Quality events: a process limit that is exceeded opens one nonconformance in QMS, however often it is told."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON

SAID = ("limit", "limit_value", "measured", "unit")


class Quality(Handler):
    """An exceedance lasts from its crossing to its return, and has a number of its own: that is what counts."""

    flow = "quality_event"
    hears: tuple[str, ...] = ("floor.limit_crossed",)

    def write(self, event: Event) -> Iterator[Draft]:
        exceedance = self.exceedance(event)
        if self.books.store.known(f"exceedance:{exceedance}"):
            return
        self.books.store.know(f"exceedance:{exceedance}", event.source)
        yield Draft(
            system="qms",
            path="/nonconformances",
            body={**self.about(event), "exceedance": exceedance},
            flow=self.flow,
            part="nonconformance",
            subject={"system": "mes", "kind": "order", "scope": event.plant, "id": event.order},
        )

    def exceedance(self, event: Event) -> str:
        return str(event.details.get("exceedance") or event.source)

    def about(self, event: Event) -> JSON:
        lot = event.subject
        named = {"item": self.identities.code(lot.item), "lot": lot.lot} if lot and lot.item else {}
        said = {name: str(event.details.get(name) or "") for name in SAID}
        where = {"plant": event.plant, "equipment": event.equipment}
        return {**where, "order": event.order, "operation": event.operation, **named, **said}
