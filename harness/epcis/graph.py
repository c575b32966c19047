"""
Events to genealogy: each event becomes a step, each identifier in it an edge.

Read a transformation like a recipe card: any of its inputs may have gone into any of its outputs. Cards that bear one
`transformationID` are pages of one card; each edge keeps its own time, so that an input which came after an output is
not made its ancestor. Packing makes edges of `content`, which inherit nothing. What is said of a box (shipped,
received) holds for what was in it then: those edges say `source: derived`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from urllib.parse import unquote

import msgspec
from lotproof.harness.epcis import events, keys, parts, times
from lotproof.harness.epcis.contain import Contents, Stay, in_time
from lotproof.harness.epcis.names import Names, private_parts
from lotproof.harness.model import items
from lotproof.harness.model.genealogy import Condition, Edge, Graph, OwnId, Step, TracedItem

DERIVED = "derived"


def graph(said: Iterable[events.Event], *, names: Names | None = None, source: str = "epcis") -> Graph:
    """
    The genealogy of effective events. Item keys are ours where `names` knows the item, else the canonical identifier.

    `source` stands in the items' own ids as the system that names them so.
    """
    return _Drawing(list(in_time(said)), names or Names(), source).graph()


class _Drawing:
    """One graph under way: steps and items by key, edges in time order."""

    def __init__(self, said: list[events.Event], names: Names, source: str) -> None:
        self.said, self.names, self.source = said, names, source
        self.contents = Contents.of(said)
        self.items: dict[str, TracedItem] = {}
        self.steps: dict[str, Step] = {}
        self.edges: list[Edge] = []

    def graph(self) -> Graph:
        for at, event in enumerate(self.said):
            self._draw(event, step_key(event, at))
        return Graph(items=tuple(self.items.values()), steps=tuple(self.steps.values()), edges=tuple(self.edges))

    def _draw(self, event: events.Event, key: str) -> None:
        named = [one for one in parts.mentions(event) if not _is_place(one)]
        if not named:
            return
        self._step(key, event)
        for one in named:
            for side, role in roles(event, one):
                self._edge(key, event, one, side, role)
        self._draw_contents(event, key, named)
        self._draw_lots(event, key, named)

    def _step(self, key: str, event: events.Event) -> None:
        new, old = step(key, event), self.steps.get(key)
        if old is not None:
            # Pages of one transformation: the window grows, the rest is what any page says.
            new = msgspec.structs.replace(
                new,
                start=old.start,
                equipment=old.equipment or new.equipment,
                operator=old.operator or new.operator,
                documents=tuple(dict.fromkeys((*old.documents, *new.documents))),
                conditions=(*old.conditions, *new.conditions),
            )
        self.steps[key] = new

    def _edge(
        self, key: str, event: events.Event, one: parts.Mention, side: str, role: str, *, derived: bool = False
    ) -> None:
        much = None if assembles(event) and one.side == "parent" else amount(one)
        self.edges.append(
            Edge(
                item=self._item(one.id),
                step=key,
                side="in" if side == "in" else "out",
                role=role,
                quantity=None if much is None else f"{much:f}",
                unit=None if much is None else self.names.own_unit(self._item(one.id), one.uom),
                event_time=times.text(event.at),
                recorded_time=event.record_time,
                source=DERIVED if derived else parts.extension(event, "source") or None,
            )
        )

    def _item(self, identifier: str) -> str:
        key = self.names.key(identifier)
        if key not in self.items:
            self.items[key] = TracedItem(key=key, kind=_kind(identifier), ids=(_own_id(self.source, identifier),))
        return key

    def _draw_contents(self, event: events.Event, key: str, named: list[parts.Mention]) -> None:
        """What is seen or ends on a container holds for what was inside it at that moment."""
        if not isinstance(event, events.ObjectEvent | events.TransactionEvent):
            return
        for one in named:
            for stay in self.contents.inside(one.id, event.at):
                self._edge(key, event, _of_stay(stay), "in", "content", derived=True)

    def _draw_lots(self, event: events.Event, key: str, named: list[parts.Mention]) -> None:
        """A serial belongs to a lot only where the event that made it, or its own link, says so."""
        number = parts.lot_number(getattr(event, "ilmd", None))
        for one in named:
            made = one.side == "out" or (parts.action(event) == events.ADD and one.side == "seen")
            lot = lot_of(one, number) if made and not one.of_class else ""
            if lot:
                part = f"{key}#lot:{one.id}"
                self.steps[part] = Step(key=part, type="of_lot", start=times.text(event.at), end=times.text(event.at))
                whole = parts.Mention(lot, lot, "in", "ilmd", of_class=True)
                self._edge(part, event, whole, "in", "input", derived=True)
                self._edge(part, event, one, "out", "output", derived=True)


def step_key(event: events.Event, at: int) -> str:
    """The step that an event belongs to: its transformation, else itself."""
    if isinstance(event, events.TransformationEvent) and event.transformation_id:
        return event.transformation_id
    return event.event_id or f"event:{at}"


def roles(event: events.Event, one: parts.Mention) -> Iterator[tuple[str, str]]:
    """(side, role) of the edges that a mention makes."""
    action = parts.action(event)
    if isinstance(event, events.TransformationEvent):
        yield one.side, _said_role(event, one) or ("input" if one.side == "in" else "output")
    elif isinstance(event, events.AssociationEvent):
        yield from ASSEMBLING.get((action, one.side), (("in", "content"),))
    elif isinstance(event, events.AggregationEvent):
        yield from PACKING.get((action, one.side), (("in", "content"),))
    elif action == events.DELETE and parts.step_word(event) == "destroying":
        yield ("out", "scrap") if _of_order(event) else ("in", "content")
    else:
        yield from SEEING.get(action, (("in", "content"),))


def _of_order(event: events.Event) -> bool:
    """Whether an event belongs to a production order: what is destroyed there is that order's scrap."""
    return any(parts.word(one.type) == "prodorder" for one in event.biz_transactions or ())


Ends = tuple[tuple[str, str], ...]
PACKING: dict[tuple[str, str], Ends] = {
    ("ADD", "parent"): (("out", "content"),),
    ("DELETE", "in"): (("out", "removed"),),
}
ASSEMBLING: dict[tuple[str, str], Ends] = {
    ("ADD", "in"): (("in", "component"),),
    ("ADD", "parent"): (("out", "output"),),
    ("DELETE", "in"): (("out", "removed"),),
    ("DELETE", "parent"): (("out", "output"),),
}
"""Each step names what it was done to, whose making it goes on with."""

SEEING: dict[str, Ends] = {"ADD": (("out", "output"),), "DELETE": (("in", "input"),)}


def _said_role(event: events.Event, one: parts.Mention) -> str:
    """The role by our extension `lp:roles`, a list of {lp:of, lp:role}; the standard knows only in and out."""
    listed = event.extra.get("lp:roles")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and keys.canonical(str(entry.get("lp:of", ""))) == one.id:
            return str(entry.get("lp:role", ""))
    return ""


def step(key: str, event: events.Event) -> Step:
    at = times.text(event.at)
    place = event.read_point or event.biz_location
    return Step(
        key=key,
        type=parts.step_word(event) or event.type,
        start=at,
        end=at,
        equipment=number_of(parts.extension(event, "equipment")) or None,
        operator=number_of(parts.extension(event, "operator")) or None,
        location=place.id if place else None,
        documents=tuple(documents(event)),
        conditions=tuple(conditions(event)),
    )


DOCUMENTS = {
    "prodorder": "order",
    "po": "purchase_order",
    "desadv": "delivery",
    "bol": "shipment",
    "recadv": "receipt",
    "rma": "return",
    "testres": "inspection",
}


def documents(event: events.Event) -> Iterator[OwnId]:
    """Order, delivery, shipment, return ... of an event, and the parties as customer or supplier."""
    for one in event.biz_transactions or ():
        word = parts.word(one.type)
        yield OwnId(
            system="epcis", kind=DOCUMENTS.get(word, word or "document"), scope="", id=number_of(one.biz_transaction)
        )
    for source in event.sources or ():
        if parts.word(source.type) == "owning_party":
            yield OwnId(system="epcis", kind="supplier", scope="", id=number_of(source.source))
    for destination in event.destinations or ():
        if parts.word(destination.type) == "owning_party":
            yield OwnId(system="epcis", kind="customer", scope="", id=number_of(destination.destination))


def conditions(event: events.Event) -> Iterator[Condition]:
    for element in event.sensor_elements or ():
        for report in element.sensor_report:
            low = report.value if report.min_value is None else report.min_value
            high = report.value if report.max_value is None else report.max_value
            yield Condition(
                name=report.type or "",
                min=None if low is None else f"{low:f}",
                max=None if high is None else f"{high:f}",
                mean=None if report.mean_value is None else f"{report.mean_value:f}",
                quality=report.exception,
            )


def lot_of(one: parts.Mention, number: str) -> str:
    """The lot (canonical) of a serial that was made, by its own link or the lot number beside it; '' if unknown."""
    key = keys.read(one.spelled)
    if key is None or key.kind != "serial" or not key.gtin:
        return ""
    number = key.lot or number
    return keys.Key(kind="lot", parts=(("01", key.gtin), ("10", number))).link if number else ""


def assembles(event: events.Event) -> bool:
    """Whether an event puts parts in or takes them out: what it is done to is there once, however many there are."""
    return isinstance(event, events.AssociationEvent)


def amount(one: parts.Mention) -> Decimal | None:
    """How much an event says there was; of a single thing, one."""
    key = None if one.of_class else keys.read(one.spelled)
    single = key.kind == "serial" if key else private_parts(one.spelled)[:1] == ["serial"]
    return Decimal(1) if single and not one.of_class else one.quantity


def _of_stay(stay: Stay) -> parts.Mention:
    return parts.Mention(stay.child, stay.child, "in", "", stay.quantity, stay.uom, stay.of_class)


def _is_place(one: parts.Mention) -> bool:
    key = keys.read(one.spelled)
    return key is not None and key.kind in ("place", "party")


def _kind(identifier: str) -> str:
    key = keys.read(identifier)
    if key is not None:
        return "unit" if key.kind == "asset" else key.kind
    own = private_parts(identifier)
    return own[0] if own else "other"


def _own_id(source: str, identifier: str) -> OwnId:
    key = keys.read(identifier)
    scope = key.gtin if key else ""
    return OwnId(system=source, kind=_kind(identifier), scope=scope, id=identifier)


def number_of(uri: str) -> str:
    """
    The number in a URI: the last part of one of ours, of a CBV business transaction (`urn:epcglobal:cbv:bt:GLN:4711`)
    and of a web address; GS1 keys and others whole.
    """
    own = private_parts(uri)
    if own or keys.read(uri) is not None:
        return own[-1] if own else uri
    if uri.startswith("urn:epcglobal:cbv:bt:"):
        return unquote(uri.rpartition(":")[2])
    return unquote(uri.rstrip("/").rpartition("/")[2]) if uri.startswith(("http://", "https://")) else uri


def at_of(edge: Edge) -> datetime:
    return times.utc(edge.event_time or "0001-01-01T00:00:00Z")


def lot_key(item: str, number: str, names: Names) -> str:
    """The identifier under which a lot of ours stands in events."""
    return names.link(items.lot(item, number))
