"""
The chronicle: what each kind of fact means for the genealogy.

It hears every fact, whatever flows are switched on: a trace that knows half of the plant is wrong, not small.
"""

from collections.abc import Callable

import msgspec
from lotproof.mocks.integration.canonical import Event, Portion
from lotproof.mocks.integration.genealogy import Document, Genealogy
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.suppliers import SupplierNames


class Chronicle:
    def __init__(self, genealogy: Genealogy, identities: Identities, suppliers: SupplierNames | None = None) -> None:
        self.genealogy, self.identities = genealogy, identities
        self.suppliers = suppliers or SupplierNames("", {})
        self._tells: dict[str, Callable[[Event], None]] = {
            "floor.consumed": self.made,
            "floor.produced": self.made,
            "floor.scrapped": self.made,
            "floor.packed": self.packed,
            "floor.unpacked": self.unpacked,
            "floor.reversed": self.reversed,
            "floor.removed": self.removed,
            "wms.goods_received": self.received,
            "wms.goods_moved": self.moved,
            "wms.transfer_sent": self.transferred,
            "wms.transfer_received": self.transferred,
            "wms.shipment_confirmed": self.shipped,
            "wms.goods_returned": self.returned,
            "qms.usage_decision": self.decided,
            "portal.complaint_received": self.complained,
            "mes.system_migrated": self.migrated,
            "erp.service_order_opened": self.serviced,
            "erp.service_order_closed": self.served,
        }

    def note(self, event: Event) -> None:
        tell = self._tells.get(f"{event.system}.{event.kind}")
        if tell:
            tell(event)

    # the floor

    def made(self, event: Event) -> None:
        """An operation took something in, or gave something out."""
        step = step_of(event)
        location = next((one.location for one in event.outputs if one.location), "")
        self.genealogy.step(event, step, "operation", location=location)
        for portion in event.inputs:
            self.genealogy.edge(event, step, "in", portion, portion.role or "input")
        for portion in event.outputs:
            usual = "scrap" if event.kind == "scrapped" else "output"
            self.genealogy.edge(event, step, "out", portion, portion.role or usual)

    def packed(self, event: Event) -> None:
        """Lots went into a handling unit, which holds them."""
        unit = next((one for one in event.outputs if one.sscc), Portion())
        step = f"pack:{event.plant}:{unit.sscc}:{event.source}"
        self.genealogy.step(event, step, "pack", location=unit.location)
        for portion in self.contents(event, unit):
            self.genealogy.edge(event, step, "in", portion, "content")
        if unit.sscc:
            self.genealogy.edge(event, step, "out", unit, "content")
            self.genealogy.undo_step(hearsay(event.plant, unit.sscc), event.source)

    def contents(self, event: Event, unit: Portion) -> tuple[Portion, ...]:
        return tuple(one for one in event.inputs if not one.sscc or one.sscc != unit.sscc)

    def unpacked(self, event: Event) -> None:
        step = f"unpack:{event.plant}:{event.source}"
        self.genealogy.step(event, step, "unpack")
        for portion in event.inputs:
            self.genealogy.edge(event, step, "in", portion, "content")
        for portion in event.outputs:
            self.genealogy.edge(event, step, "out", portion, "removed")

    def removed(self, event: Event) -> None:
        """A component came out again: it is what it was before, and history of what it was in."""
        step = step_of(event)
        self.genealogy.step(event, step, "operation")
        for portion in event.outputs:
            self.genealogy.edge(event, step, "out", portion, "removed")

    def reversed(self, event: Event) -> None:
        self.genealogy.undo(event.supersedes, event.source)

    # the warehouse

    def received(self, event: Event) -> None:
        """Each line of a receipt makes one internal lot, which keeps its supplier's number."""
        said = event.details
        for line in said.get("lines") or ():
            portion = self.portion(line)
            step = f"receipt:{event.plant}:{said.get('receipt')}:{portion.item}:{portion.lot}"
            supplier = str(said.get("supplier") or "")
            documents: list[Document] = [
                ("wms", "receipt", event.plant, str(said.get("receipt") or "")),
                ("erp", "purchase_order", "", str(said.get("purchase_order") or "")),
                ("erp", "supplier", "", supplier),
            ]
            self.genealogy.step(event, step, "receipt", documents=named(documents), location=portion.location)
            lot = self.genealogy.edge(event, step, "out", portion, "output")
            if line.get("supplier_lot"):
                whose = self.suppliers.scope(supplier, event.plant, event.occurred_at)
                self.genealogy.alias(lot, ("supplier", "lot", whose, str(line["supplier_lot"])))

    def moved(self, event: Event) -> None:
        said, step = event.details, f"move:{event.plant}:{event.details.get('movement')}"
        documents: list[Document] = [("wms", "movement", event.plant, str(said.get("movement") or ""))]
        self.genealogy.step(event, step, "move", documents=named(documents), location=str(said.get("to_location")))
        for side in ("in", "out"):
            self.genealogy.edge(event, step, side, self.portion(said), "content")

    def transferred(self, event: Event) -> None:
        """Goods leave one plant for another, or arrive there: what moves is the lot that it was before."""
        for line in event.details.get("lines") or ():
            said = {**line, "movement": event.details.get("transfer")}
            self.moved(msgspec.structs.replace(event, details=said))

    def shipped(self, event: Event) -> None:
        """Handling units leave for a customer, and with them what they hold."""
        said, step = event.details, f"shipment:{event.plant}:{event.details.get('shipment')}"
        self.genealogy.step(event, step, "shipment", documents=self._delivery(event))
        for unit in said.get("units") or ():
            self.genealogy.edge(event, step, "in", Portion(kind="unit", sscc=str(unit.get("sscc"))), "content")
            for line in unit.get("lines") or ():
                self.hold(event, str(unit.get("sscc")), self.portion(line))
            if unit.get("inside"):
                self.hold(event, str(unit["inside"]), Portion(kind="unit", sscc=str(unit.get("sscc"))))

    def hold(self, event: Event, sscc: str, portion: Portion) -> None:
        """What WMS says a unit holds is kept where the floor has not told of its packing."""
        step, unit = hearsay(event.plant, sscc), Portion(kind="unit", sscc=sscc)
        if self.genealogy.packed_elsewhere(self.genealogy.thing(event.plant, unit), step):
            return
        self.genealogy.step(event, step, "pack")
        self.genealogy.edge(event, step, "in", portion, "content")
        if not self.genealogy.results(step):
            self.genealogy.edge(event, step, "out", unit, "content")

    def returned(self, event: Event) -> None:
        said, step = event.details, f"return:{event.plant}:{event.details.get('return')}"
        back: list[Document] = [("wms", "return", event.plant, str(said.get("return") or ""))]
        documents = [*named(back), *self._delivery(event)]
        self.genealogy.step(event, step, "return", documents=documents)
        for line in said.get("lines") or ():
            self.genealogy.edge(event, step, "out", self.portion(line), "content")

    def decided(self, event: Event) -> None:
        """Quality has decided on a lot: that belongs to the step that it came out of."""
        about = self.portion(event.details)
        if about.item and about.lot:
            self.genealogy.inspect(event, about, str(event.details.get("decision") or ""))

    def complained(self, event: Event) -> None:
        """Whoever asks from a complaint asks of the lot or serial that it is about, and of the shipment it left in."""
        about, number = self.portion(event.details), str(event.details.get("complaint"))
        if about.item and about.lot:
            thing = self.genealogy.thing(event.plant, about)
            self.genealogy.alias(thing, ("portal", "complaint", "", number))
        said: list[Document] = [("portal", "complaint", "", number)]
        documents = [*named(said), *self._delivery(event)]
        self.genealogy.step(event, f"complaint:{number}", "complaint", documents=documents)

    def migrated(self, event: Event) -> None:
        """MES was replaced: the order of ERP is what stays, and the old and the new number are names of it."""
        for one in event.details.get("orders") or ():
            for number in (one.get("old"), one.get("new")):
                self.genealogy.call_order(str(number or ""), str(one.get("order") or ""))

    def serviced(self, event: Event) -> None:
        """A service order is a step that what it is about goes into; what was done already is none any more."""
        number = str(event.details.get("service_order") or "")
        if not self.genealogy.is_over(f"service:{number}"):
            documents = named([("erp", "service_order", "", number)])
            self.genealogy.step(event, f"service:{number}", "service", documents=documents)
            self.genealogy.edge(event, f"service:{number}", "in", self.portion(event.details), "content")

    def served(self, event: Event) -> None:
        self.genealogy.end_step(f"service:{event.details.get('service_order')}", event.source)

    def _delivery(self, event: Event) -> list[Document]:
        said = event.details
        return named(
            [
                ("wms", "shipment", event.plant, str(said.get("shipment") or "")),
                ("erp", "customer", "", str(said.get("customer") or "")),
                ("erp", "customer_order", "", str(said.get("customer_order") or "")),
            ]
        )

    def portion(self, line: JSON) -> Portion:
        """A line of a system's document, as everybody else would say it."""
        named_item = str(line.get("item") or line.get("material") or "")
        known = self.identities.find(named_item)
        return Portion(
            item=known.code if known else named_item,
            lot=str(line.get("lot") or ""),
            quantity=str(line.get("quantity") or ""),
            unit=str(line.get("unit") or ""),
            location=str(line.get("location") or ""),
            status=str(line.get("status") or ""),
        )


def named(documents: list[Document]) -> list[Document]:
    """Those that have a number."""
    return [document for document in documents if document[3]]


def step_of(event: Event) -> str:
    """The key of the operation run that a floor fact belongs to: as the floor groups them, else by the order."""
    return f"step:{event.plant}:{event.step or f'{event.order}/{event.operation}'}"


def hearsay(plant: str, sscc: str) -> str:
    """The key of the packing that nobody on the floor has told of."""
    return f"contents:{plant}:{sscc}"
