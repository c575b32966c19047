"""
The layers between a caller and an operation, each a pure ASGI application around the next one.

    Transport > Auth > RateLimit > BeforeFault > Idempotency > FastAPI > handler and commit

The order is the point. A fault before the work stands outside the idempotency store, so it is never kept as a key's
answer; the after-fault stands at the transport, so the store has kept what the handler answered, whatever the wire
then delivers.
"""

import sqlite3

from lotproof.harness.model.entries import Answer, Call
from lotproof.harness.model.errors import RigError
from lotproof.mocks.kit.core import Core
from lotproof.mocks.kit.exchange import (
    CONNECTION,
    KEY,
    App,
    Death,
    Exchange,
    Message,
    Receive,
    Reply,
    Scope,
    Send,
    refusal,
)
from lotproof.mocks.kit.marks import fingerprint, source_events
from lotproof.mocks.kit.problems import problem
from lotproof.mocks.kit.replays import KEY_MAX, digest, key_of
from lotproof.mocks.kit.windows import Windows

DOCS = ("/docs", "/openapi.json")


class Transport:
    """
    The outermost: takes the request in whole, records it, lets it through, and sends the answer or loses it.

    A `call` entry is written when the request is whole, an `answer` when the last byte was handed over or the
    connection died.
    """

    def __init__(self, app: App, core: Core) -> None:
        self._app, self._core = app, core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in DOCS:
            return await self._app(scope, receive, send)
        try:
            return await self._carry(scope, receive, send)
        except (RigError, sqlite3.Error) as broken:
            self._core.journal.on_broken(cannot_write(self._core.name, broken))
            return await scope[CONNECTION].die(Death(how="close"), receive)  # type: ignore[no-any-return]

    async def _carry(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self._whole(receive)
        if body is None:
            return None
        exchange = scope[KEY] = self._exchange(scope, body)
        scope["lotproof.token"] = self._core.recognise(exchange)
        self._called(exchange)
        if self._core.strikes.refuses(exchange, self._core.name):
            return await self._lost(exchange, Death(how="close"), receive)
        return await self._through(scope, receive, send, exchange)

    async def _through(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        if len(exchange.body) > self._core.config.limits.body_bytes:
            await refusal(problem("too-large")).go(hold, (("connection", "close"),))
        else:
            await self._app(scope, receive, hold)
        exchange.status = held[0]["status"]
        with self._core.strikes.after(exchange, self._core.name) as death:
            if death:
                return await self._lost(exchange, death, receive)
        there = exchange.connection.alive
        for message in held:
            await send(message)
        self._answered(exchange, delivered=there, wire_status=exchange.status if there else 0)
        return None

    async def _lost(self, exchange: Exchange, death: Death, receive: Receive) -> None:
        try:
            await exchange.connection.die(death, receive)
        finally:
            self._answered(exchange, delivered=False, wire_status=0)

    async def _whole(self, receive: Receive) -> bytes | None:
        """The body, or what of it is too much; None if the caller went away before it was whole."""
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if not message.get("more_body") or size > self._core.config.limits.body_bytes:
                return b"".join(parts) if len(parts) > 1 else parts[0]

    def _exchange(self, scope: Scope, body: bytes) -> Exchange:
        raw = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        op, path = self._core.routes.find(scope["method"], raw)
        return Exchange(op=op, path=path, scope=scope, body=body, connection=scope[CONNECTION])

    def _called(self, exchange: Exchange) -> None:
        if exchange.recorded and exchange.name != "health":
            body = Call(
                system=self._core.name,
                client=exchange.client,
                op=exchange.name,
                method=exchange.method,
                path=exchange.shown,
                nth=exchange.nth,
                idempotency_key=key_of(exchange),
                traceparent=exchange.header(b"traceparent"),
                size=len(exchange.body),
                digest=fingerprint(exchange.body),
                desk=exchange.desk,
                source_events=source_events(exchange.body),
            )
            self._core.journal.call(exchange.posting, body)

    def _answered(self, exchange: Exchange, *, delivered: bool, wire_status: int) -> None:
        if exchange.recorded and exchange.name != "health":
            body = Answer(
                system=self._core.name,
                client=exchange.client,
                op=exchange.name,
                status=exchange.status,
                wire_status=wire_status,
                delivered=delivered,
                committed=exchange.committed,
                replayed=exchange.replayed,
                fault=exchange.fault,
                problem=exchange.problem,
            )
            self._core.journal.answer(exchange.posting, body)


def cannot_write(system: str, broken: Exception) -> RigError:
    """What no integration is to blame for: it gets no answer, and the run ends."""
    if isinstance(broken, RigError):
        return broken
    return RigError(
        "the state of a business system cannot be written",
        which=system,
        got=str(broken),
        where="Free space on the disk; what was recorded before can be judged with `lotproof judge`.",
    )


class Layer:
    """What the others share: one exchange, one answer."""

    def __init__(self, app: App, core: Core) -> None:
        self._app, self._core = app, core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange: Exchange | None = scope.get(KEY)
        reply = self.answer(exchange, scope) if exchange else None
        if exchange is None or reply is None:
            return await self._app(scope, receive, send)
        exchange.problem = reply.code
        return await reply.go(send)

    def answer(self, exchange: Exchange, scope: Scope) -> Reply | None:
        """What is answered here; None lets the request through."""
        raise NotImplementedError


class Auth(Layer):
    """Who has no good token goes no further; who has one may not do everything."""

    def answer(self, exchange: Exchange, scope: Scope) -> Reply | None:
        op, token = exchange.op, scope["lotproof.token"]
        if op and op.open:
            return None
        if not self._core.tokens.good(token):
            if token and token.revoked:
                self._core.strikes.denied(exchange, token.revoked)
            error = ' error="invalid_token"' if exchange.header(b"authorization") else ""
            return refusal(problem("unauthorized"), ("www-authenticate", f"Bearer{error}"))
        if op and op.roles and exchange.role not in op.roles:
            return refusal(problem("forbidden"))
        return None


class RateLimit(Layer):
    """So many requests in a window; people and the rig are not counted."""

    def __init__(self, app: App, core: Core) -> None:
        super().__init__(app, core)
        self._windows = Windows(core.config.limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = scope.get(KEY)
        if exchange is None or exchange.role != "integration":
            return await self._app(scope, receive, send)
        window = self._windows.count(exchange.client)
        told = window.headers

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        if window.left < 0:
            exchange.problem = "rate-limited"
            wait = ("retry-after", str(window.resets_s))
            return await refusal(problem("rate-limited"), wait).go(tell)
        return await self._app(scope, receive, tell)

    def answer(self, exchange: Exchange, scope: Scope) -> Reply | None:
        return None


class BeforeFault(Layer):
    """A fault that answers instead of the work."""

    def answer(self, exchange: Exchange, scope: Scope) -> Reply | None:
        refused = self._core.strikes.before(exchange, self._core.name)
        if refused is None:
            return None
        wait = (("retry-after", str(refused.retry_after_s)),) if refused.retry_after_s else ()
        return refusal(problem(refused.code, status=refused.status), *wait)


class Idempotency(Layer):
    """The same key and the same request: the first answer again. Only postings have keys."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = scope.get(KEY)
        if exchange is None or exchange.op is None or not exchange.op.handle:
            return await self._app(scope, receive, send)
        exchange.key = key_of(exchange)
        reply = self.answer(exchange, scope) if exchange.key else None
        if reply:
            exchange.problem = reply.code
            return await reply.go(send)
        return await self._work(scope, receive, send, (exchange.client, exchange.key))

    async def _work(self, scope: Scope, receive: Receive, send: Send, mark: tuple[str, str]) -> None:
        at_work = self._core.replays.at_work
        if mark[1]:
            at_work.add(mark)
        try:
            await self._app(scope, receive, send)
        finally:
            at_work.discard(mark)

    def answer(self, exchange: Exchange, scope: Scope) -> Reply | None:
        if len(exchange.key) > KEY_MAX:
            return refusal(problem("invalid", f"a key has at most {KEY_MAX} characters", field="Idempotency-Key"))
        if (exchange.client, exchange.key) in self._core.replays.at_work:
            return refusal(problem("idempotency-in-progress"))
        found = self._core.replays.find(exchange.client, exchange.key)
        if found is None:
            return None
        first, reply = found
        if first != digest(exchange):
            return refusal(problem("idempotency-key-reused"))
        exchange.replayed = True
        again = (*reply.headers, ("idempotency-replayed", "true"))
        return Reply(status=reply.status, body=reply.body, headers=again, media_type=reply.media_type, code=reply.code)


def stack(app: App, core: Core) -> Transport:
    """All of them around an application."""
    inner: App = app
    for layer in (Idempotency, BeforeFault, RateLimit, Auth):
        inner = layer(inner, core)
    return Transport(inner, core)
