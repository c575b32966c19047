"""Recalls: what quality recalls and is on its way to a customer is stopped, at the carrier or else by a notice."""

from collections.abc import Iterator

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer

RECALL = "recall"
"""The reason of a hold by which quality recalls (`rules.recall_holds`)."""


class Recalls(Handler):
    """
    Looks anew whenever something is recalled, leaves, or turns out to have gone into something: what is heard late is
    stopped late, and not never.
    """

    flow = "recall"
    hears: tuple[str, ...] = (
        "qms.hold_placed",
        "qms.hold_released",
        "wms.shipment_confirmed",
        "wms.goods_returned",
        "carrier.consignment_collected",
        "carrier.consignment_delivered",
        "floor.consumed",
        "floor.produced",
        "floor.packed",
    )

    def write(self, event: Event) -> Iterator[Draft]:
        self.note(event)
        ahead = self.on_the_way() if {"carrier", "portal"} & self.books.systems else {}
        concerned = self.concerned() if ahead else set()
        for shipment, whose in ahead.items():
            if shipment in concerned and not self.books.store.known(f"stopped:{shipment}"):
                self.books.store.know(f"stopped:{shipment}", event.source)
                yield self.stop(event, shipment, whose)

    def note(self, event: Event) -> None:
        """Which holds are a recall's, and where what was shipped is now."""
        said, know = event.details, self.books.store.know
        match event.kind:
            case "hold_placed" if said.get("reason") == RECALL:
                know(f"recall:{said.get('hold')}", event.source)
            case "shipment_confirmed" if not self.carried:
                know(f"on the way:{said.get('shipment')}", str(said.get("customer") or ""))
            case "consignment_collected":
                know(f"on the way:{said.get('shipment')}", str(said.get("consignment") or ""))
            case "consignment_delivered" | "goods_returned":
                know(f"there:{said.get('shipment')}", event.source)

    @property
    def carried(self) -> bool:
        """Whether there is a carrier, who says what is on its way; else all is that was shipped."""
        return "carrier" in self.books.systems

    def on_the_way(self) -> dict[str, str]:
        """What has left and has not come, by shipment: its consignment, or without a carrier its customer."""
        found = self.books.store.known_under("on the way:")
        return {shipment: whose for shipment, whose in found.items() if not self.books.store.known(f"there:{shipment}")}

    def concerned(self) -> set[str]:
        """The shipments that the recalled lots have reached."""
        tracer = Tracer(self.books.store)
        rows = self.books.store.rows("SELECT hold, item, lot FROM hold WHERE placed > released ORDER BY hold")
        recalled = [row for row in rows if self.books.store.known(f"recall:{row['hold']}")]
        asked = (self.question(row["item"], row["lot"]) for row in recalled)
        answers = (tracer.answer(question) or {"steps": []} for question in asked)
        documents = (one for answer in answers for step in answer["steps"] for one in step["documents"])
        return {one["id"] for one in documents if one["kind"] == "shipment"}

    def question(self, item: str, lot: str) -> Question:
        kind = self.books.lots.genealogy.key(item, lot).partition(":")[0]
        return Question(kind=kind, id=lot, scope=item, direction="forward")

    def stop(self, event: Event, shipment: str, whose: str) -> Draft:
        system, path, body = self.told(shipment, whose)
        return Draft(
            system=system,
            path=path,
            body=body,
            flow=self.flow,
            part=f"stop-{shipment}",
            subject={"system": "wms", "kind": "shipment", "scope": event.plant, "id": shipment},
        )

    def told(self, shipment: str, whose: str) -> tuple[str, str, JSON]:
        """Whom to tell: the carrier where there is one, else the customer."""
        if self.carried:
            return "carrier", f"/consignments/{whose}/stop", {"reason": RECALL}
        return "portal", "/notices", {"customer": whose, "shipment": shipment, "text": RECALL}
