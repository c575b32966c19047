"""One request and its answer, as the layers pass it on; and how an answer goes out."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

import msgspec
from lotproof.harness.faults.calls import CallSeen, End
from lotproof.mocks.kit.operations import Operation
from lotproof.mocks.kit.problems import MEDIA_TYPE, Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KEY = "lotproof.exchange"
"""Where an exchange stands in the ASGI scope."""

CONNECTION = "lotproof.connection"
"""Where the connection stands that it came over."""

encode = msgspec.json.Encoder(decimal_format="string").encode


class Death(msgspec.Struct, frozen=True, kw_only=True):
    """How a connection ends without an answer; one that hangs is closed `within_s`, unless the caller went before."""

    how: End
    within_s: float = 0.0


class Connection(Protocol):
    """What a request came over. `caller` is the last client that was recognised on it."""

    caller: str

    @property
    def alive(self) -> bool: ...

    async def die(self, death: Death, receive: Receive) -> None:
        """End it without an answer, and return when it is gone."""
        ...


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer. `code` is the problem's code where it is one."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = "application/json"
    code: str = ""

    async def go(self, send: Send, more: tuple[tuple[str, str], ...] = ()) -> None:
        named = (("content-length", str(len(self.body))), *self.headers, *more)
        if self.body:
            named = (("content-type", self.media_type), *named)
        raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in named]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": self.body})


def refusal(problem: Problem, *headers: tuple[str, str]) -> Reply:
    body = encode(problem)
    return Reply(status=problem.status, body=body, headers=headers, media_type=MEDIA_TYPE, code=problem.code)


class Exchange:
    """
    One request, whole.

    `op` is the row that it is for, None where there is no such address. What the layers find out is noted here:
    who asks, under which posting, what was answered, whether something was committed.
    """

    def __init__(
        self,
        *,
        op: Operation | None,
        path: Mapping[str, str],
        scope: Scope,
        body: bytes,
        connection: Connection,
    ) -> None:
        self.op, self.path, self.body, self.connection = op, path, body, connection
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.query_string: bytes = scope.get("query_string", b"")
        self.method: str = scope["method"]
        self.shown: str = scope["path"]
        self.client = self.role = self.posting = self.key = ""
        self.nth = 0
        self.status = 0
        self.committed = self.replayed = False
        self.problem = self.fault = self.event = ""

    @property
    def desk(self) -> bool:
        return self.role == "person"

    @property
    def recorded(self) -> bool:
        """The rig's own reading is nobody's evidence."""
        return self.role != "rig"

    @property
    def name(self) -> str:
        return self.op.name if self.op else "unknown"

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1").strip()

    def seen(self, system: str) -> CallSeen:
        """As a fault sees it."""
        posts = bool(self.op and self.op.handle)
        return CallSeen(system=system, client=self.client, op=self.name, posts=posts)


def exchange_of(scope: Scope) -> Exchange:
    found: Exchange = scope[KEY]
    return found
