"""A system as an application: FastAPI with the routes of its table, in the layers of the kit."""

from typing import Any

from fastapi import FastAPI, Request
from lotproof.mocks.kit import own
from lotproof.mocks.kit.core import Core
from lotproof.mocks.kit.exchange import KEY, Receive, Reply, Scope, Send, refusal
from lotproof.mocks.kit.layers import Transport, stack
from lotproof.mocks.kit.openapi import described
from lotproof.mocks.kit.operations import Operation
from lotproof.mocks.kit.problems import problem
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

OWN = frozenset(op.name for op in own.TABLE)
UNWATCHED: Any = {"tracing": False, "metrics": False, "logs": False}


class Endpoint:
    """One row of the table as the innermost application: does the work and answers."""

    def __init__(self, core: Core, op: Operation) -> None:
        self._core, self._own = core, op.name in OWN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = scope[KEY]
        reply: Reply = own.perform(self._core, exchange) if self._own else self._core.perform(exchange)
        exchange.problem = reply.code
        await reply.go(send)


class Row(Route):
    """A route that knows its row: what the transport has looked up already is not looked up again."""

    def __init__(self, core: Core, op: Operation) -> None:
        self._op = op
        super().__init__(op.path, endpoint=Endpoint(core, op), methods=[op.method], name=op.name)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        exchange = scope.get(KEY)
        if exchange is None or exchange.op is None:
            return super().matches(scope)
        found = exchange.op is self._op
        return (Match.FULL, {"endpoint": self.endpoint, "path_params": exchange.path}) if found else (Match.NONE, {})


def build(core: Core) -> Transport:
    """The whole application of a system."""
    app = FastAPI(title=core.system.title, version="1", docs_url="/docs", redoc_url=None, telemetry=UNWATCHED)
    app.router.routes.extend(Row(core, op) for op in core.operations)
    app.add_exception_handler(HTTPException, _not_there)
    description = described(core.system.title, core.operations)
    app.openapi = lambda: description  # type: ignore[method-assign]
    return stack(app, core)


async def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    said: Any = problem("method-not-allowed" if status == 405 else "not-found", f"{request.method} {request.url.path}")
    reply = refusal(said)
    exchange = request.scope.get(KEY)
    if exchange:
        exchange.problem = reply.code
    headers = getattr(error, "headers", None)
    return Response(reply.body, status_code=status, headers=headers, media_type=reply.media_type)
