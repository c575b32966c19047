"""
The run as an object-centric event log (OCEL 2.0), for process mining.

A shop's diary in which every line names all things it is about: lots, handling units, orders, machines, customers.
Amounts belong to one lot, so a fact about several lots becomes several events. What was in what, and held when, are
events and dated attributes, for relations between objects bear no time in OCEL. All values are written as text.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.epcis import times
from lotproof.harness.epcis.telling import Telling
from lotproof.harness.model import items
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact, Portion


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An attribute's value from `time` on; the beginning of time for what always holds."""

    name: str
    value: str
    time: str = "1970-01-01T00:00:00.000Z"


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    object_id: str = msgspec.field(name="objectId")
    qualifier: str


class LogEvent(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    type: str
    time: str
    attributes: dict[str, str]
    relationships: tuple[Relation, ...]


class LogObject(msgspec.Struct, kw_only=True):
    id: str
    type: str
    attributes: list[Change]


class Log(msgspec.Struct, kw_only=True):
    """Events in time, objects in order of first mention."""

    events: list[LogEvent]
    objects: dict[str, LogObject]


OBJECT_TYPES = {"lot": "lot", "serial": "serial", "unit": "handling_unit"}
QUALIFIERS = {
    "input": "consumed",
    "component": "installed_in",
    "output": "produced",
    "co_product": "co_product",
    "by_product": "by_product",
    "scrap": "scrapped",
    "removed": "removed",
    "content": "content",
}
WORDED = ("shipment", "delivery", "customer", "supplier", "receipt", "return", "hold", "exceedance")
"""Words of a fact that name objects of their own, besides order and equipment."""


def log(facts: Iterable[Fact], telling: Telling, postings: Iterable[tuple[datetime, Effect]] = ()) -> Log:
    """The log of facts (rendered, in plant order) and, where given, of the effects that an integration made."""
    made = Log(events=[], objects={})
    for fact in facts:
        _fact(made, fact, telling)
    for number, (at, effect) in enumerate(postings):
        _posting(made, number, at, effect)
    made.events.sort(key=lambda event: event.time)
    return made


def _fact(made: Log, fact: Fact, telling: Telling) -> None:
    at, shared = times.text(telling.at(fact)), list(_shared(made, fact))
    portions = (*fact.ins, *fact.outs)
    units = [portion for portion in portions if items.parse(portion.item).kind == "unit"]
    lots = [portion for portion in portions if portion not in units]
    containing = [_relation(made, unit.item, "contained_in" if lots else "handled") for unit in units]
    for number, portion in enumerate(lots or [None]):
        one = [_relation(made, portion.item, QUALIFIERS[portion.role])] if portion else []
        attributes = _attributes(fact, portion, telling)
        made.events.append(
            LogEvent(
                id=fact.id if len(lots) < 2 else f"{fact.id}/{number}",
                type=fact.kind,
                time=at,
                attributes=attributes,
                relationships=(*one, *containing, *shared),
            )
        )
    _change(made, fact, at, units, lots)


def _shared(made: Log, fact: Fact) -> Iterator[Relation]:
    """The relations that all events of a fact have: order, machine, subject, papers, who reported it."""
    if fact.order:
        yield _relation(made, fact.order, "for_order", "job_order")
    if fact.equipment:
        yield _relation(made, f"{fact.plant}/{fact.equipment}", "on_equipment", "equipment")
    if fact.subject:
        yield _relation(made, fact.subject, "about")
    for word in WORDED:
        if fact.words.get(word):
            yield _relation(made, fact.words[word], word, word)
    reporter = fact.stream or fact.system
    if reporter:
        yield _relation(made, reporter, "reported_by", "source")


def _attributes(fact: Fact, portion: Portion | None, telling: Telling) -> dict[str, str]:
    named = {
        "fact": fact.id,
        "plant": fact.plant,
        "source_system": fact.system or "floor",
        "correlation_id": telling.source(fact),
        "operation": fact.operation,
        "operator": fact.operator,
        "role": portion.role if portion else "",
        "quantity": portion.quantity if portion else "",
        "unit": portion.unit if portion else "",
        "location": portion.location if portion else "",
        **{name: text for name, text in fact.words.items() if name not in WORDED},
    }
    return {name: text for name, text in named.items() if text}


def _change(made: Log, fact: Fact, at: str, units: list[Portion], lots: list[Portion]) -> None:
    """Dated attributes: what a thing was in, whether it was held."""
    if fact.kind in ("packed", "unpacked") and units:
        parent = _identifier(units[0].item) if fact.kind == "packed" else ""
        for portion in lots:
            made.objects[_identifier(portion.item)].attributes.append(Change(name="parent", value=parent, time=at))
    if fact.kind in ("hold_placed", "hold_released") and fact.subject:
        state = "held" if fact.kind == "hold_placed" else "released"
        change = Change(name=f"hold {fact.words.get('hold', '')}".strip(), value=state, time=at)
        made.objects[_identifier(fact.subject)].attributes.append(change)


def _posting(made: Log, number: int, at: datetime, effect: Effect) -> None:
    relations = [_relation(made, effect.posting, "posting", "posting")]
    if effect.item and effect.lot:
        relations.append(_relation(made, items.lot(effect.item, effect.lot), "posted"))
    if effect.order:
        relations.append(_relation(made, effect.order, "for_order", "job_order"))
    named = {
        "source_system": effect.system,
        "field": effect.field,
        "value": effect.delta or effect.value,
        "unit": effect.unit,
        "role": effect.status,
        "operation": effect.operation,
        "correlation_id": effect.reference,
    }
    made.events.append(
        LogEvent(
            id=f"{effect.posting}/{number}",
            type=f"{effect.system} {effect.entity}",
            time=times.text(at),
            attributes={name: text for name, text in named.items() if text},
            relationships=tuple(relations),
        )
    )


def _identifier(item: str, kind: str = "") -> str:
    return f"{kind}:{item}" if kind else item


def _relation(made: Log, item: str, qualifier: str, kind: str = "") -> Relation:
    """A relation to an object, which comes to be when it is first named."""
    name = _identifier(item, kind)
    if name not in made.objects:
        made.objects[name] = LogObject(id=name, type=kind, attributes=[])
        if not kind:
            part = items.parse(item)
            made.objects[name].type = OBJECT_TYPES[part.kind]
            made.objects[name].attributes += [
                Change(name="item", value=part.scope),
                Change(name="number", value=part.id),
            ]
    return Relation(object_id=name, qualifier=qualifier)


# --- writing ---------------------------------------------------------------------------------------------------------


def to_json(made: Log) -> bytes:
    """OCEL 2.0 JSON."""
    content = {
        "objectTypes": [_typed(name, names) for name, names in object_types(made).items()],
        "eventTypes": [_typed(name, names) for name, names in event_types(made).items()],
        "objects": [{**msgspec.to_builtins(one), "relationships": []} for one in made.objects.values()],
        "events": [
            {
                **msgspec.to_builtins(event),
                "attributes": [{"name": name, "value": text} for name, text in event.attributes.items()],
            }
            for event in made.events
        ],
    }
    return msgspec.json.encode(content)


def _typed(name: str, names: list[str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": one, "type": "string"} for one in names]}


def event_types(made: Log) -> dict[str, list[str]]:
    """The attribute names of each event type, sorted."""
    found: dict[str, set[str]] = {}
    for event in made.events:
        found.setdefault(event.type, set()).update(event.attributes)
    return {name: sorted(names) for name, names in sorted(found.items())}


def object_types(made: Log) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for one in made.objects.values():
        found.setdefault(one.type, set()).update(change.name for change in one.attributes)
    return {name: sorted(names) for name, names in sorted(found.items())}


def to_sqlite(made: Log, path: Path) -> None:
    """
    OCEL 2.0 SQLite, into a file that does not exist yet.

    Raises:
        InputError: if the file exists.
    """
    if path.exists():
        raise InputError("the file exists", which=str(path), expected="a new file")
    with closing(sqlite3.connect(path)) as opened, opened:
        for statement in TABLES:
            opened.execute(statement)
        _write_types(opened, "event", event_types(made), "ocel_time TIMESTAMP")
        _write_types(opened, "object", object_types(made), "ocel_time TIMESTAMP, ocel_changed_field TEXT")
        _write_events(opened, made)
        _write_objects(opened, made)


TABLES = (
    "CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)",
    "CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)",
    "CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)",
    "CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)",
    "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT, "
    "PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier))",
    "CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT, "
    "PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier))",
)


def mapped(name: str) -> str:
    """A type's name as part of a table's: `hold_placed` is `HoldPlaced`."""
    return "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", name))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_types(opened: sqlite3.Connection, side: str, types: dict[str, list[str]], fixed: str) -> None:
    for name, names in types.items():
        own = "".join(f", {_quoted(one)} TEXT" for one in names)
        opened.execute(f"CREATE TABLE {_quoted(f'{side}_{mapped(name)}')} (ocel_id TEXT, {fixed}{own})")
        opened.execute(f"INSERT INTO {side}_map_type VALUES (?, ?)", (name, mapped(name)))


def _write_events(opened: sqlite3.Connection, made: Log) -> None:
    types = event_types(made)
    for event in made.events:
        values = [event.attributes.get(name) for name in types[event.type]]
        opened.execute("INSERT INTO event VALUES (?, ?)", (event.id, event.type))
        _insert(opened, f"event_{mapped(event.type)}", [event.id, event.time, *values])
        for relation in dict.fromkeys(event.relationships):
            row = (event.id, relation.object_id, relation.qualifier)
            opened.execute("INSERT INTO event_object VALUES (?, ?, ?)", row)


def _write_objects(opened: sqlite3.Connection, made: Log) -> None:
    """First a row of what always holds, then one row per change, which names its field."""
    types = object_types(made)
    for one in made.objects.values():
        names, table = types[one.type], f"object_{mapped(one.type)}"
        always = {change.name: change.value for change in one.attributes if change.time == BEGINNING}
        opened.execute("INSERT INTO object VALUES (?, ?)", (one.id, one.type))
        _insert(opened, table, [one.id, BEGINNING, None, *(always.get(name) for name in names)])
        for change in one.attributes:
            if change.time != BEGINNING:
                row = [change.value if name == change.name else None for name in names]
                _insert(opened, table, [one.id, change.time, change.name, *row])


BEGINNING = Change(name="", value="").time


def _insert(opened: sqlite3.Connection, table: str, row: list[str | None]) -> None:
    opened.execute(f"INSERT INTO {_quoted(table)} VALUES ({', '.join('?' * len(row))})", row)
