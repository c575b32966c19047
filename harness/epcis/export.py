"""
Our own truth told in EPCIS 2.0, as an integration would have to tell it.

One fact, one event, and the same fact always under the same eventID (`urn:uuid`, made from stream, seq and fact id).
Consumptions and productions of a step are pages of one transformation. What EPCIS has no word for stands in extensions
under `lp:`. Facts without an item (orders, machine states) have no place in EPCIS; OCEL has one (`ocel`).
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from lotproof.harness.epcis import document, events, times
from lotproof.harness.epcis.names import PIECES, PRIVATE, private, uom
from lotproof.harness.epcis.telling import Telling
from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact, Portion
from msgspec.structs import replace

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, PRIVATE)
PREFIX = "lp"

SENSOR_UOM = {"degC": "CEL", "C": "CEL", "°C": "CEL", "s": "SEC", "min": "MIN", "h": "HUR", "bar": "BAR", "%": "P1"}


def export(facts: Iterable[Fact], telling: Telling, *, samples: bool = False) -> document.Document:
    """
    The facts (rendered, in plant order) as one document; `samples` adds an event for each telemetry sample.

    The same facts give the same bytes: the creation date is the last event's.
    """
    teller = Teller(telling, samples=samples)
    told = tuple(event for fact in facts for event in teller.tell(fact))
    cover = {
        "@context": [document.CONTEXT, {PREFIX: PRIVATE + "ns/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": max((event.event_time for event in told), default=times.text(telling.epoch)),
        "epcisBody": {"eventList": None},
    }
    return document.Document(events=told, cover=cover)


def event_id(fact: Fact, telling: Telling) -> str:
    """The eventID of a fact: the same on every machine and in every export."""
    return uuid.uuid5(NAMESPACE, f"{fact.stream}|{telling.start_us + fact.seq}|{fact.id}").urn


class Teller:
    """Tells facts one by one; remembers open holds, and what it told, for reversals."""

    def __init__(self, telling: Telling, *, samples: bool = False) -> None:
        self.telling, self.samples = telling, samples
        self._holds: dict[str, set[str]] = defaultdict(set)
        self._told: dict[str, events.Event] = {}

    def tell(self, fact: Fact) -> Iterator[events.Event]:
        """The events of one fact: none, or one."""
        if fact.kind == "reversed":
            yield from self._withdraw(fact)
            return
        tell = KINDS.get(fact.kind)
        if tell is None or (fact.kind == "sampled" and not self.samples):
            return
        event = tell(self, fact)
        self._told[fact.id] = event
        yield event

    def _withdraw(self, fact: Fact) -> Iterator[events.Event]:
        """A reversal: the reversed event again, word for word, with the declaration that it did not occur."""
        declaration = events.ErrorDeclaration(
            declaration_time=times.text(self.telling.at(fact)),
            reason="did_not_occur",
            extra={f"{PREFIX}:source": self.telling.source(fact)},
        )
        for cause in fact.causes:
            if cause in self._told:
                yield replace(self._told[cause], error_declaration=declaration)

    # --- one method per family of kinds ------------------------------------------------------------------------------

    def transformed(self, fact: Fact) -> events.Event:
        made = [portion for portion in fact.outs if items.parse(portion.item).kind == "lot"]
        number = items.parse(made[0].item).id if len(made) == 1 else ""
        return events.TransformationEvent(
            type="TransformationEvent",
            **self._common(fact, self._making(fact), "in_progress"),
            input_epcs=self._epcs(fact.ins),
            input_quantities=self._quantities(fact.ins),
            output_epcs=self._epcs(fact.outs),
            output_quantities=self._quantities(fact.outs),
            transformation_id=private("step", fact.plant, fact.step or fact.order or fact.id),
            ilmd={"cbvmda:lotNumber": number} if number else None,
        )

    def _making(self, fact: Fact) -> str:
        if any(portion.role == "removed" for portion in fact.outs):
            return "removing"
        return "creating_class_instance" if fact.outs else "commissioning"

    def packed(self, fact: Fact) -> events.Event:
        into = fact.kind == "packed"
        holders, held = (fact.outs, fact.ins) if into else (fact.ins, fact.outs)
        parents = [portion.item for portion in holders if items.parse(portion.item).kind == "unit"]
        return events.AggregationEvent(
            type="AggregationEvent",
            action=events.ADD if into else events.DELETE,
            **self._common(fact, "packing" if into else "unpacking", "container_closed" if into else "container_open"),
            parent_id=self._link(parents[0]) if parents else None,
            child_epcs=self._epcs(held),
            child_quantities=self._quantities(held),
        )

    def received(self, fact: Fact) -> events.Event:
        documents = self._documents(("po", "purchase_order"), ("recadv", "receipt"), fact=fact)
        supplier = self._party(events.Source, "source", "supplier", fact)
        common = self._common(fact, "receiving", "in_progress", biz_transactions=documents, sources=supplier)
        return self._seen(fact, fact.outs, common, supplierLot=fact.words.get("supplier_lot", ""))

    def returned(self, fact: Fact) -> events.Event:
        documents = self._documents(("rma", "return"), ("bol", "shipment"), fact=fact)
        customer = self._party(events.Source, "source", "customer", fact)
        common = self._common(fact, "receiving", "returned", biz_transactions=documents, sources=customer)
        return self._seen(fact, fact.outs, common)

    def shipped(self, fact: Fact) -> events.Event:
        documents = self._documents(("desadv", "delivery"), ("bol", "shipment"), fact=fact)
        customer = self._party(events.Destination, "destination", "customer", fact)
        common = self._common(fact, "shipping", "in_transit", biz_transactions=documents, destinations=customer)
        return self._seen(fact, fact.ins, common)

    def moved(self, fact: Fact) -> events.Event:
        start, end = (fact.words.get(name, "") for name in ("from_location", "to_location"))
        common = self._common(fact, "storing", "in_progress")
        if start:
            place = private("location", fact.plant, start)
            common["sources"] = (events.Source(type="location", source=place),)
        if end:
            place = private("location", fact.plant, end)
            common["destinations"] = (events.Destination(type="location", destination=place),)
            common["biz_location"] = events.Place(id=place)
        return self._seen(fact, fact.ins or fact.outs, common)

    def ended(self, fact: Fact) -> events.Event:
        scrap = fact.kind == "scrapped" or fact.words.get("disposition") == "scrap"
        common = self._common(fact, "destroying" if scrap else "other", "destroyed" if scrap else "in_progress")
        action = events.DELETE if scrap else events.OBSERVE
        return self._seen(fact, self._about(fact), common, action=action, disposition=fact.words.get("disposition", ""))

    def decided(self, fact: Fact) -> events.Event:
        accepted = fact.words.get("decision") in ("accept", "accepted")
        words = ("conformant", "non_conformant") if accepted else ("non_conformant", "conformant")
        disposition = events.PersistentDisposition(set=words[:1], unset=words[1:])
        return self._seen(fact, self._about(fact), self._common(fact, "inspecting", persistent_disposition=disposition))

    def held(self, fact: Fact) -> events.Event:
        """Two holds are two URIs; `unavailable` goes with the last."""
        hold, open_holds = private("hold", fact.words.get("hold") or fact.id), self._holds[fact.subject]
        if fact.kind == "hold_placed":
            open_holds.add(hold)
            disposition = events.PersistentDisposition(set=("unavailable", hold))
        else:
            open_holds.discard(hold)
            disposition = events.PersistentDisposition(unset=(hold,) if open_holds else ("unavailable", hold))
        common = self._common(fact, "holding", persistent_disposition=disposition)
        return self._seen(fact, self._about(fact), common, reason=fact.words.get("reason", ""))

    def measured(self, fact: Fact) -> events.Event:
        words = fact.words
        value, name = (
            words.get("measured") or words.get("peak") or words.get("value"),
            words.get("limit") or words.get("name"),
        )
        unit = words.get("unit", "")
        report = events.SensorReport(
            type=private("measure", name or "value"),
            value=Decimal(value) if value else None,
            uom=SENSOR_UOM.get(unit),
            exception="ALARM_CONDITION" if fact.kind == "limit_crossed" else None,
            extra={f"{PREFIX}:unit": unit} if unit and unit not in SENSOR_UOM else {},
        )
        element = events.SensorElement(sensor_report=(report,))
        common = self._common(fact, "sensor_reporting", sensor_elements=(element,))
        common["read_point"] = common["read_point"] or events.Place(id=private("plant", fact.plant))
        return self._seen(fact, self._about(fact), common, exceedance=words.get("exceedance", ""))

    # --- parts -------------------------------------------------------------------------------------------------------

    def _common(self, fact: Fact, step: str, disposition: str | None = None, **more: Any) -> dict[str, Any]:
        place = private("equipment", fact.plant, fact.equipment) if fact.equipment else ""
        spoken = {
            "source": self.telling.source(fact),
            "fact": fact.id,
            "plant": fact.plant,
            "equipment": place,
            "operator": private("operator", fact.operator) if fact.operator else "",
            "operation": fact.operation,
        }
        extra: dict[str, Any] = {f"{PREFIX}:{name}": text for name, text in spoken.items() if text}
        unusual = [(portion.item, portion.role) for portion in (*fact.ins, *fact.outs) if portion.role not in USUAL]
        if unusual:
            extra[f"{PREFIX}:roles"] = [
                {f"{PREFIX}:of": self._link(item), f"{PREFIX}:role": role} for item, role in unusual
            ]
        order = (("prodorder", fact.order),) if fact.order else ()
        documents = tuple(
            events.BizTransaction(type=kind, biz_transaction=private("order", number)) for kind, number in order
        )
        return {
            "event_id": event_id(fact, self.telling),
            "event_time": times.text(self.telling.at(fact)),
            "event_time_zone_offset": self.telling.offset(fact),
            "biz_step": step,
            "disposition": disposition,
            "read_point": events.Place(id=place) if place else None,
            "extra": extra,
            **more,
            "biz_transactions": (*documents, *(more.get("biz_transactions") or ())) or None,
        }

    def _seen(
        self,
        fact: Fact,
        portions: Iterable[Portion],
        common: dict[str, Any],
        action: str = events.OBSERVE,
        **spoken: str,
    ) -> events.ObjectEvent:
        listed = tuple(portions)
        extra = {f"{PREFIX}:{name}": text for name, text in spoken.items() if text}
        location = next((portion.location for portion in listed if portion.location), "")
        if location and not common.get("biz_location"):
            common["biz_location"] = events.Place(id=private("location", fact.plant, location))
        return events.ObjectEvent(
            type="ObjectEvent",
            action=action,
            **{**common, "extra": {**common["extra"], **extra}},
            epcs=self._epcs(listed) or (() if not self._quantities(listed) else None),
            quantities=self._quantities(listed),
        )

    def _about(self, fact: Fact) -> tuple[Portion, ...]:
        """What a fact is about: its portions, else its subject without an amount."""
        portions = fact.ins or fact.outs
        return portions or ((Portion(item=fact.subject, role="content"),) if fact.subject else ())

    def _epcs(self, portions: Iterable[Portion]) -> tuple[str, ...] | None:
        single = [portion.item for portion in portions if items.parse(portion.item).kind != "lot"]
        return tuple(dict.fromkeys(self._link(item) for item in single)) or None

    def _quantities(self, portions: Iterable[Portion]) -> tuple[events.QuantityElement, ...] | None:
        """One element per lot and unit: portions of one lot are added up."""
        sums: dict[tuple[str, str], Decimal | None] = {}
        for portion in portions:
            if items.parse(portion.item).kind == "lot":
                key = (portion.item, "pcs" if portion.unit in PIECES else portion.unit)
                before = sums.get(key, Decimal(0))
                known = before is not None and portion.quantity != ""
                sums[key] = (before or Decimal(0)) + Decimal(portion.quantity) if known else None
        return (
            tuple(
                events.QuantityElement(
                    epc_class=self._link(item), quantity=amount, uom=uom(unit) if amount is not None else None
                )
                for (item, unit), amount in sums.items()
            )
            or None
        )

    def _link(self, item: str) -> str:
        return self.telling.names.link(item)

    def _documents(self, *kinds: tuple[str, str], fact: Fact) -> tuple[events.BizTransaction, ...]:
        named = ((kind, word, fact.words.get(word, "")) for kind, word in kinds)
        return tuple(
            events.BizTransaction(type=kind, biz_transaction=private(word, number))
            for kind, word, number in named
            if number
        )

    def _party(self, kind: Any, field: str, word: str, fact: Fact) -> Any:
        name = fact.words.get(word, "")
        return (kind(type="owning_party", **{field: private(word, name)}),) if name else None


USUAL = ("input", "output", "content")

KINDS: dict[str, Callable[[Teller, Fact], events.Event]] = {
    "consumed": Teller.transformed,
    "produced": Teller.transformed,
    "removed": Teller.transformed,
    "packed": Teller.packed,
    "unpacked": Teller.packed,
    "received": Teller.received,
    "returned": Teller.returned,
    "shipped": Teller.shipped,
    "moved": Teller.moved,
    "scrapped": Teller.ended,
    "disposed": Teller.ended,
    "decided": Teller.decided,
    "hold_placed": Teller.held,
    "hold_released": Teller.held,
    "limit_crossed": Teller.measured,
    "limit_returned": Teller.measured,
    "sampled": Teller.measured,
}
"""Who tells a kind of fact; kinds that are not here name no item."""
