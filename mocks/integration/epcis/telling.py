"""
Facts as EPCIS 2.0 events. Each is told once, when the fact is booked, and kept as it was told.

A correction does not change what was told: the event stands there again, with the same id and an error declaration.
"""

from collections.abc import Callable, Iterable
from uuid import NAMESPACE_URL, uuid5

import msgspec
from lotproof.mocks.integration.canonical import Event, Portion, iso, moment
from lotproof.mocks.integration.chronicle import Chronicle, step_of
from lotproof.mocks.integration.epcis.names import UOM, lot_class, own, unit
from lotproof.mocks.integration.ports import JSON, Clock
from lotproof.mocks.integration.store import Store

PLAIN = ("input", "output", "content")

encode = msgspec.json.Encoder(order="deterministic").encode


class Teller:
    """`zone` gives the UTC offset of a plant at a time, for `eventTimeZoneOffset`."""

    def __init__(self, store: Store, chronicle: Chronicle, clock: Clock, zone: Callable[[str, str], str]) -> None:
        self.store, self.chronicle, self.clock, self.zone = store, chronicle, clock, zone
        self._tells: dict[str, Callable[[Event], Iterable[JSON]]] = {
            "floor.consumed": self.transformed,
            "floor.produced": self.transformed,
            "floor.removed": self.removed,
            "floor.scrapped": self.scrapped,
            "floor.packed": self.packed,
            "floor.unpacked": self.unpacked,
            "wms.goods_received": self.received,
            "wms.goods_moved": self.moved,
            "wms.transfer_sent": self.transferred,
            "wms.transfer_received": self.transferred,
            "wms.shipment_confirmed": self.shipped,
            "wms.goods_returned": self.returned,
            "qms.usage_decision": self.decided,
            "qms.hold_placed": self.held,
            "qms.hold_released": self.held,
        }

    def note(self, event: Event) -> None:
        if event.kind == "reversed":
            self.withdraw(event)
            return
        tell = self._tells.get(f"{event.system}.{event.kind}")
        for number, told in enumerate(tell(event) if tell else ()):
            self.keep(event, {**told, **self.common(event, number), **told.get("_more", {})})

    # what is kept

    def keep(self, event: Event, told: JSON) -> None:
        told.pop("_more", None)
        now = iso(self.clock.now())
        row = (told["eventID"], told["type"], told["eventTime"], now, event.source)
        body = encode({**told, "recordTime": now})
        sql = "INSERT INTO epcis (event_id, type, event_time, record_time, source, body) VALUES (?, ?, ?, ?, ?, ?)"
        number = self.store.insert(sql, *row, body)
        for which, name in mentions(told):
            self.store.run("INSERT OR IGNORE INTO mention VALUES (?, ?, ?)", which, name, number)

    def withdraw(self, event: Event) -> None:
        """What the corrected fact told is told again, declared to be wrong."""
        declared = {"declarationTime": moment(event.occurred_at), "reason": "did_not_occur"}
        for row in self.store.rows("SELECT body FROM epcis WHERE source = ?", event.supersedes):
            told = msgspec.json.decode(row["body"])
            self.keep(event, {**told, "errorDeclaration": {**declared, "lp:source": event.source}})

    def common(self, event: Event, number: int) -> JSON:
        """What all events have. The id follows from the source event, so it is the same whoever tells it."""
        spoken = {"lp:source": event.source, "lp:plant": event.plant, "lp:operation": event.operation}
        place = own("equipment", event.plant, event.equipment) if event.equipment else ""
        who = own("operator", event.operator) if event.operator else ""
        extra = {**spoken, "lp:equipment": place, "lp:operator": who}
        order = [transaction("prodorder", "order", event.order)] if event.order else []
        return {
            "eventID": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{event.source}/{number}')}",
            "eventTime": moment(event.occurred_at),
            "eventTimeZoneOffset": self.zone(event.plant, event.occurred_at),
            **({"readPoint": {"id": place}} if place else {}),
            **({"bizTransactionList": order} if order else {}),
            **{name: text for name, text in extra.items() if text},
        }

    # one kind of fact each

    def removed(self, event: Event) -> Iterable[JSON]:
        """A component comes out of the run that it had gone into, as what it was."""
        return self.transformed(event, "removing", "removed")

    def transformed(self, event: Event, step: str = "", usual: str = "") -> Iterable[JSON]:
        """All facts of one operation run share a transformationID, which joins inputs and outputs."""
        roles = [
            {"lp:of": self.class_of(one), "lp:role": one.role or usual}
            for one in (*event.inputs, *event.outputs)
            if (one.role or usual) and (one.role or usual) not in PLAIN
        ]
        yield {
            "type": "TransformationEvent",
            "transformationID": own("step", step_of(event).removeprefix("step:")),
            **listed("input", [self.element(one) for one in event.inputs]),
            **listed("output", [self.element(one) for one in event.outputs]),
            "bizStep": step or ("creating_class_instance" if event.outputs else "commissioning"),
            "disposition": "in_progress",
            **({"lp:roles": roles} if roles else {}),
        }

    def scrapped(self, event: Event) -> Iterable[JSON]:
        elements = [self.element(one) for one in event.outputs or event.inputs]
        yield {**objects(elements, "DELETE", "destroying"), "disposition": "destroyed"}

    def packed(self, event: Event) -> Iterable[JSON]:
        for holder in (one for one in event.outputs if one.sscc):
            held = [self.element(one) for one in self.chronicle.contents(event, holder)]
            yield aggregation(holder.sscc, held, "ADD", "packing")

    def unpacked(self, event: Event) -> Iterable[JSON]:
        for holder in (one for one in event.inputs if one.sscc):
            held = [self.element(one) for one in event.outputs]
            yield aggregation(holder.sscc, held, "DELETE", "unpacking")

    def received(self, event: Event) -> Iterable[JSON]:
        said = event.details
        documents = [
            transaction("po", "purchase_order", said.get("purchase_order")),
            transaction("recadv", "receipt", said.get("receipt")),
        ]
        party = {"type": "owning_party", "source": own("supplier", str(said.get("supplier")))}
        for line in said.get("lines") or ():
            portion = self.chronicle.portion(line)
            more = {
                "bizTransactionList": [one for one in documents if one],
                "sourceList": [party],
                "bizLocation": {"id": own("location", event.plant, portion.location)},
                "lp:supplierLot": str(line.get("supplier_lot") or ""),
            }
            yield {**objects([self.element(portion)], "OBSERVE", "receiving"), "_more": more}

    def moved(self, event: Event) -> Iterable[JSON]:
        said = event.details
        places = [own("location", event.plant, str(said.get(name))) for name in ("from_location", "to_location")]
        more = {
            "sourceList": [{"type": "location", "source": places[0]}],
            "destinationList": [{"type": "location", "destination": places[1]}],
            "bizLocation": {"id": places[1]},
        }
        yield {**objects([self.element(self.chronicle.portion(said))], "OBSERVE", "storing"), **more}

    def transferred(self, event: Event) -> Iterable[JSON]:
        """A move of each lot on the way between two plants."""
        for line in event.details.get("lines") or ():
            yield from self.moved(msgspec.structs.replace(event, details=line))

    def shipped(self, event: Event) -> Iterable[JSON]:
        said = event.details
        more = {
            "bizTransactionList": [transaction("bol", "shipment", said.get("shipment"))],
            "destinationList": [{"type": "owning_party", "destination": own("customer", str(said.get("customer")))}],
        }
        units = [unit(str(one.get("sscc"))) for one in said.get("units") or ()]
        told = {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping", "epcList": units}
        yield {**told, "disposition": "in_transit", "_more": more}

    def returned(self, event: Event) -> Iterable[JSON]:
        said = event.details
        documents = (("rma", "return", said.get("return")), ("bol", "shipment", said.get("shipment")))
        more = {
            "bizTransactionList": [transaction(*one) for one in documents if one[2]],
            "sourceList": [{"type": "owning_party", "source": own("customer", str(said.get("customer")))}],
        }
        elements = [self.element(self.chronicle.portion(line)) for line in said.get("lines") or ()]
        yield {**objects(elements, "OBSERVE", "receiving"), "disposition": "returned", "_more": more}

    def decided(self, event: Event) -> Iterable[JSON]:
        good = event.details.get("decision") == "accepted"
        words = ("conformant", "non_conformant") if good else ("non_conformant", "conformant")
        yield self.stated(event, "inspecting", {"set": [words[0]], "unset": [words[1]]})

    def held(self, event: Event) -> Iterable[JSON]:
        """Two holds are two URIs; `unavailable` goes with the last."""
        hold = own("hold", str(event.details.get("hold")))
        if event.kind == "hold_placed":
            yield self.stated(event, "holding", {"set": ["unavailable", hold]})
            return
        portion = self.chronicle.portion(event.details)
        sql = "SELECT 1 FROM hold WHERE item = ? AND lot = ? AND placed > released"
        others = self.store.value(sql, portion.item, portion.lot)
        yield self.stated(event, "holding", {"unset": [hold] if others else ["unavailable", hold]})

    # parts

    def stated(self, event: Event, step: str, persistent: JSON) -> JSON:
        about = msgspec.structs.replace(self.chronicle.portion(event.details), quantity="")
        return {**objects([self.element(about)], "OBSERVE", step), "persistentDisposition": persistent}

    def element(self, portion: Portion) -> JSON | str:
        """
        One lot with its amount, as a JSON number, the unit only where there is an amount; a single thing, or a handling
        unit, as itself.
        """
        if portion.sscc:
            return unit(portion.sscc)
        if self.chronicle.identities.kind(portion.item) == "serial":
            return self.class_of(portion)
        if not portion.quantity:
            return {"epcClass": self.class_of(portion)}
        uom = {"uom": UOM[portion.unit]} if portion.unit in UOM else {}
        return {"epcClass": self.class_of(portion), "quantity": number(portion.quantity), **uom}

    def class_of(self, portion: Portion) -> str:
        return lot_class(self.chronicle.identities, portion.item, portion.lot)


def objects(elements: list[JSON | str], action: str, step: str) -> JSON:
    return {"type": "ObjectEvent", "action": action, "bizStep": step, **listed("", elements)}


def aggregation(sscc: str, held: list[JSON | str], action: str, step: str) -> JSON:
    told = {"type": "AggregationEvent", "action": action, "parentID": unit(sscc)}
    return {**told, **listed("child", held), "bizStep": step}


def listed(side: str, elements: list[JSON | str]) -> JSON:
    """Single things in the EPC list of a side, lots in its quantity list."""
    single, lots = NAMED[side]
    found = {
        single: [one for one in elements if isinstance(one, str)],
        lots: [one for one in elements if not isinstance(one, str)],
    }
    return {name: members for name, members in found.items() if members}


NAMED = {
    "": ("epcList", "quantityList"),
    "child": ("childEPCs", "childQuantityList"),
    "input": ("inputEPCList", "inputQuantityList"),
    "output": ("outputEPCList", "outputQuantityList"),
}


def transaction(kind: str, name: str, number: object) -> JSON:
    return {"type": kind, "bizTransaction": own(name, str(number))} if number else {}


def number(text: str) -> float | int:
    return int(text) if text.isdigit() else float(text)


LISTS: dict[str, tuple[str, ...]] = {
    "epcList": ("MATCH_epc", "MATCH_anyEPC"),
    "childEPCs": ("MATCH_epc", "MATCH_anyEPC"),
    "parentID": ("MATCH_parentID", "MATCH_anyEPC"),
    "inputEPCList": ("MATCH_inputEPC", "MATCH_anyEPC"),
    "outputEPCList": ("MATCH_outputEPC", "MATCH_anyEPC"),
    "quantityList": ("MATCH_epcClass", "MATCH_anyEPCClass"),
    "childQuantityList": ("MATCH_epcClass", "MATCH_anyEPCClass"),
    "inputQuantityList": ("MATCH_inputEPCClass", "MATCH_anyEPCClass"),
    "outputQuantityList": ("MATCH_outputEPCClass", "MATCH_anyEPCClass"),
    "transformationID": ("EQ_transformationID",),
    "bizStep": ("EQ_bizStep",),
    "disposition": ("EQ_disposition",),
    "action": ("EQ_action",),
    "readPoint": ("EQ_readPoint",),
    "bizLocation": ("EQ_bizLocation",),
    "bizTransactionList": ("EQ_bizTransaction",),
}
"""Which parameter of the query interface looks at which member."""


def mentions(told: JSON) -> Iterable[tuple[str, str]]:
    """Every parameter and value by which a query finds the event."""
    for member, parameters in LISTS.items():
        if member in told:
            found = told[member] if isinstance(told[member], list) else [told[member]]
            for one in found:
                kind, name = named(one)
                yield from ((f"{parameter}{kind}", name) for parameter in parameters)


def named(one: str | JSON) -> tuple[str, str]:
    """Suffix of the parameter (`_bol` for a transaction of that type), and the identifier."""
    if isinstance(one, str):
        return "", one
    if "bizTransaction" in one:
        return f"_{one['type']}", str(one["bizTransaction"])
    return "", str(one.get("epcClass") or one.get("id") or "")
