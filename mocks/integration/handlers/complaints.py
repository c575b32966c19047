"""Complaints: what a customer complains of is one nonconformance in QMS, however often he writes of it."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON

SAID = ("complaint", "customer", "shipment", "plant", "text")


class Complaints(Handler):
    """A complaint has a number of its own: that is what counts. What comes again under it joins what is open."""

    flow = "complaint"
    hears: tuple[str, ...] = ("portal.complaint_received",)

    def write(self, event: Event) -> Iterator[Draft]:
        group = self.group(event)
        if self.books.store.known(group):
            return
        self.books.store.know(group, event.source)
        yield Draft(
            system="qms",
            path="/complaints",
            body=self.about(event),
            flow=self.flow,
            part="complaint",
            subject={"system": "portal", "kind": "complaint", "scope": "", "id": event.details.get("complaint")},
        )

    def group(self, event: Event) -> str:
        """What belongs to one nonconformance."""
        return f"complaint:{event.details.get('complaint') or event.source}"

    def about(self, event: Event) -> JSON:
        """What QMS is told: the shipment, and the lot or serial that stands on the goods."""
        said = event.details
        return {**{name: str(said.get(name) or "") for name in SAID}, **self.lot(said)}
