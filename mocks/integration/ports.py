"""
What the integration needs from the world outside: a clock, HTTP, the floor's wires, a database, random numbers.

All of it is handed in, so the same code runs on sockets and in process on a virtual clock. Nothing here needs a clean
end: who stops without a word loses nothing but connections.
"""

import random
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec

Handler = Callable[[str, bytes, bool, bool], Awaitable[None]]
"""`await handler(topic, payload, dup, retained)`: when it returns, the message may be acknowledged, not before."""

JSON = dict[str, Any]


class Unreachable(Exception):
    """No answer: refused, cut, or too late. Whether the request took effect is unknown."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The parsed body; None where there is none or it cannot be read."""
        try:
            return msgspec.json.decode(self.body) if self.body else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None


class Clock(Protocol):
    """`now` is UTC; `monotonic` never goes back. Its pace is the event loop's own."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class Http(Protocol):
    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> Answer:
        """
        One request, one answer, nothing tried twice.

        Raises:
            Unreachable: if no whole answer came in time.
        """
        ...


class Floor(Protocol):
    """
    One wire of the floor.

    `open` returns at once and keeps the wire open for ever, through every loss; `ready` tells whether it listens.
    `shown` reads what stands on the wire now (the last card of each kind); it is awaited after each (re)connection.
    """

    name: str

    @property
    def ready(self) -> bool: ...

    async def open(self, handler: Handler, shown: Callable[[list[bytes]], Awaitable[None]]) -> None: ...

    async def close(self) -> None: ...


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """`open_store(name)` gives a SQLite connection to the database of that name, made if it is not there."""

    clock: Clock
    http: Http
    floors: tuple[Floor, ...]
    open_store: Callable[[str], sqlite3.Connection]
    chance: random.Random = msgspec.field(default_factory=random.Random)
