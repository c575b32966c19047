"""
Reading and writing EPCIS documents: what is read is written again as equal JSON, known or not.

Three covers are met: `EPCISDocument` (a file that someone sends), `EPCISQueryDocument` (an answer), and a single
event that bears its own `@context`.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.epcis import events
from lotproof.harness.epcis.shape import Shape, build, flatten
from lotproof.harness.model.errors import InputError

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

_numbers_as_numbers = msgspec.json.Encoder(decimal_format="number").encode


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """
    `cover` is the document's JSON without its events; `path` names the members that lead to the event list
    (empty: the document *is* one event).
    """

    events: tuple[events.Event, ...]
    cover: dict[str, Any]
    path: tuple[str, ...] = ("epcisBody", "eventList")

    @property
    def context(self) -> Any:
        return self.cover.get("@context")

    @property
    def created(self) -> str | None:
        created = self.cover.get("creationDate")
        return created if isinstance(created, str) else None


PATHS = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}


def read(source: bytes | Path) -> Document:
    """
    The document in a file or in bytes.

    Raises:
        InputError: if it is no JSON, no EPCIS document, or an event lacks what every event of its type must have.
    """
    if isinstance(source, Path):
        source = _file(source)
    return of_json(parse(source))


def parse(source: bytes) -> Any:
    """
    JSON with decimals kept as written; NaN and Infinity are refused. Of a member that stands twice the last one
    counts, as one of GS1's own examples has it; `rules.twice` names such members.
    """
    try:
        return json.loads(source, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, UnicodeDecodeError, RecursionError) as wrong:
        raise InputError("not JSON", got=str(wrong) or type(wrong).__name__) from wrong


def of_json(raw: Any) -> Document:
    """The document of parsed JSON (numbers as int and Decimal)."""
    if not isinstance(raw, dict):
        raise InputError("not an EPCIS document", expected="a JSON object", got=type(raw).__name__)
    kind = raw.get("type")
    if isinstance(kind, str) and kind in PATHS:
        return _covered(raw, PATHS[kind])
    if "eventTime" in raw:
        return Document(events=(event(raw, ""),), cover={}, path=())
    got = "no type" if kind is None else f"type {kind!r}"
    raise InputError("not an EPCIS document", expected=f"type {' or '.join(PATHS)}, or an event", got=got)


def event(raw: Any, where: str = "") -> events.Event:
    """One event; a type that the standard does not know gives a plain `Event` with its members in `extra`."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    return build(events.TYPES.get(kind if isinstance(kind, str) else "", events.Event), raw, where)


def write(document: Document) -> bytes:
    """The document as JSON: equal to what was read, up to white space and the order of members."""
    return _numbers_as_numbers(to_json(document))


def to_json(document: Document) -> Any:
    listed = [flatten(one) for one in document.events]
    return _put(document.cover, document.path, listed) if document.path else listed[0]


def event_bytes(one: Shape) -> bytes:
    """One event or part as JSON, members sorted: equal bytes, equal content."""
    return msgspec.json.Encoder(decimal_format="number", order="sorted").encode(_plainly(flatten(one)))


def _plainly(value: Any) -> Any:
    """With decimals in one form, so that 10 and 10.0 are equal."""
    if isinstance(value, dict):
        return {key: _plainly(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plainly(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value


def _covered(raw: dict[str, Any], path: tuple[str, ...]) -> Document:
    listed: Any = raw
    for depth, member in enumerate(path):
        if not isinstance(listed, dict) or member not in listed:
            raise InputError("the document has no event list", which="/" + "/".join(path[: depth + 1]))
        listed = listed[member]
    if not isinstance(listed, list):
        raise InputError("the event list is no list", which="/" + "/".join(path), got=type(listed).__name__)
    where = "/" + "/".join(path)
    read_events = tuple(event(one, f"{where}/{at}") for at, one in enumerate(listed))
    return Document(events=read_events, cover=_put(raw, path, None), path=path)


def _put(cover: dict[str, Any], path: tuple[str, ...], listed: Any) -> dict[str, Any]:
    """A copy of `cover` whose member at `path` is `listed`."""
    first, *rest = path
    inner = _put(cover.get(first) or {}, tuple(rest), listed) if rest else listed
    return {**cover, first: inner}


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise InputError("cannot be read", which=str(path), got=wrong.strerror or str(wrong)) from wrong


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
