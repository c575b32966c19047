"""
A system is a table of operations. A row says where it is called, what it takes and what it answers; a function does it.

    post("order_status", "/orders/{order}/status", set_status, OrderStatus, refuses=("unknown-order",))
    lists("list_orders", "/orders", Order, "order", "status")
    shows("get_order", "/orders/{order}", Order, "{order}", "unknown-order")
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec
from lotproof.mocks.kit.entities import PAGE_MAX, Entities
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import Checked, Name, Text, Time
from lotproof.mocks.kit.store import Store
from lotproof.mocks.kit.tx import Tx

Path = Mapping[str, str]


class Posting(Checked, frozen=True, kw_only=True):
    """
    What every posting may bear: the caller's own `reference`, the source events behind it (`stream#seq`), and when it
    happened. Fields that are not described are let pass.
    """

    reference: Text = ""
    source_events: list[Name] = []
    event_time: Time = ""


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """The system's own number of what it made; `document` groups what one posting made."""

    id: str
    document: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the cursor of the page that follows, or null at the end."""

    items: list[Any]
    next: str | None


Handler = Callable[[Tx, Path, Any], Posted]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a reading operation looks at."""

    store: Store
    enterprise: Mapping[str, Any]
    path: Path
    query: Path

    @property
    def entities(self) -> Entities:
        return Entities(self.store)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a reading operation answers."""

    body: bytes
    etag: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """
    One row. `handle` commits, `read` only looks; exactly one is given, but for those that the kit itself answers.

    `act` is the desk's word for it where that is not its name. `refuses` are the business problems it may answer
    with, `filters` the query parameters of a list, `guard` the entity (class and key) that If-Match is held against.
    """

    name: str
    method: str
    path: str
    summary: str
    body: type[msgspec.Struct] | None = None
    answer: Any = Posted
    status: int = 200
    handle: Handler | None = None
    read: Callable[[Reading], Shown] | None = None
    refuses: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    paged: bool = False
    act: str = ""
    guard: tuple[type[msgspec.Struct], str] | None = None
    open: bool = False
    roles: tuple[str, ...] = ()


class System(msgspec.Struct, frozen=True, kw_only=True):
    """A business system: its name, what it is, and its table."""

    name: str
    title: str
    operations: tuple[Operation, ...]

    def act(self, name: str) -> Operation | None:
        """The operation that people call by this name."""
        return next((op for op in self.operations if op.handle and name in (op.act, op.name)), None)


def post(
    name: str,
    path: str,
    handle: Handler,
    body: type[msgspec.Struct],
    *,
    summary: str,
    refuses: Iterable[str] = (),
    act: str = "",
    guard: tuple[type[msgspec.Struct], str] | None = None,
) -> Operation:
    """A posting: it makes something, and answers 201 with its number."""
    return Operation(
        name=name,
        method="POST",
        path=path,
        summary=summary,
        body=body,
        status=201,
        handle=handle,
        refuses=tuple(refuses),
        act=act,
        guard=guard,
    )


def lists(name: str, path: str, entity: type[msgspec.Struct], *filters: str, summary: str) -> Operation:
    """All documents of a kind, page by page, oldest first."""
    known = tuple(f for f in (*filters, "reference") if f in entity.__struct_encode_fields__)
    return Operation(
        name=name,
        method="GET",
        path=path,
        summary=summary,
        answer=entity,
        read=partial(_listed, entity, known),
        filters=known,
        paged=True,
    )


def shows(name: str, path: str, entity: type[msgspec.Struct], key: str, code: str, *, summary: str) -> Operation:
    """One document, with its ETag. `key` is a template over the path's parameters."""
    return Operation(
        name=name,
        method="GET",
        path=path,
        summary=summary,
        answer=entity,
        read=partial(_shown, entity, key, code),
        refuses=(code,),
    )


def tells(
    name: str, path: str, entity: type[msgspec.Struct], rows: Callable[[Reading], list[Any]], *, summary: str
) -> Operation:
    """A short list that is no documents of its own: master data, stock."""
    read = partial(_told, rows)
    return Operation(name=name, method="GET", path=path, summary=summary, answer=entity, read=read, paged=True)


def _listed(entity: type[msgspec.Struct], filters: tuple[str, ...], reading: Reading) -> Shown:
    wanted = {name: value for name, value in reading.query.items() if name in filters}
    after, limit = cursor_of(reading.query), limit_of(reading.query)
    found, following = reading.entities.page(entity, wanted, after=after, limit=limit)
    tail = b"null" if following is None else b'"%d"' % following
    return Shown(body=b'{"items":[' + b",".join(found) + b'],"next":' + tail + b"}")


def _shown(entity: type[msgspec.Struct], key: str, code: str, reading: Reading) -> Shown:
    found = reading.entities.raw(entity, key.format(**reading.path))
    if found is None:
        raise RefusedError(code, f"{key.format(**reading.path)} is not known here", status=404)
    return Shown(body=found[0], etag=f'"{found[1]}"')


def _told(rows: Callable[[Reading], list[Any]], reading: Reading) -> Shown:
    found, after, limit = rows(reading), cursor_of(reading.query), limit_of(reading.query)
    more = str(after + limit) if len(found) > after + limit else None
    return Shown(body=msgspec.json.encode(Page(items=found[after : after + limit], next=more)))


def limit_of(query: Path) -> int:
    return _whole(query.get("limit", "100"), "limit", least=1, most=PAGE_MAX)


def cursor_of(query: Path, name: str = "cursor") -> int:
    return _whole(query.get(name, "0"), name, least=0, most=2**63 - 1)


def _whole(text: str, field: str, *, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if not least <= number <= most:
        raise RefusedError("invalid", f"{field} is a whole number from {least} to {most}", field=field)
    return number
