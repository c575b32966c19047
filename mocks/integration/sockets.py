"""The ports on real sockets: aiohttp for HTTP both ways, the floor's wires, a SQLite file, the machine's clock."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import aiohttp
from aiohttp import web
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.ports import JSON, Answer, Floor, Ports, Unreachable
from lotproof.mocks.integration.wires.mqtt import MqttFloor
from lotproof.mocks.integration.wires.opcua import OpcuaFloor

KEEP_ALIVE_S = 15.0
PER_HOST = 16
SETTLE_S = 1.0


class MachineClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class PooledHttp:
    """
    One session whose connections are kept alive and used again.

    A connection that died while it lay idle fails on its next request like any lost answer: nothing here tries twice,
    whether that is safe only the caller knows.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> Answer:
        """One request, one answer."""
        session = self._session = self._session or self._opened()
        limit = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with session.request(
                method, url, data=body or None, headers=headers, timeout=limit, allow_redirects=False
            ) as reply:
                content = await reply.read()
                found = {name.lower(): value for name, value in reply.headers.items()}
                return Answer(status=reply.status, headers=found, body=content)
        except (aiohttp.ClientError, OSError, TimeoutError) as lost:
            raise Unreachable(f"{type(lost).__name__}: {lost}") from lost

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        pool = aiohttp.TCPConnector(limit_per_host=PER_HOST, keepalive_timeout=KEEP_ALIVE_S)
        return aiohttp.ClientSession(connector=pool, auto_decompress=True)


def floors(world: JSON) -> tuple[Floor, ...]:
    """Every wire that the world names."""
    mqtt, tags = world.get("mqtt"), bool((world.get("rules") or {}).get("process_record"))
    return (
        *([MqttFloor(mqtt, tags=tags)] if mqtt else []),
        *(OpcuaFloor(endpoint) for endpoint in world.get("opcua") or ()),
    )


def ports_on(world: JSON, folder: Path, http: PooledHttp) -> Ports:
    """The ports of an integration whose state lies in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)

    def open_store(name: str) -> sqlite3.Connection:
        return sqlite3.connect(folder / f"{name}.sqlite")

    return Ports(clock=MachineClock(), http=http, floors=floors(world), open_store=open_store)


async def serve(make: Callable[[PooledHttp], Integration], *, host: str, port: int) -> None:
    """Answer on `host:port`, and work until cancelled."""
    http = PooledHttp()
    integration = make(http)
    runner = web.AppRunner(application(integration), access_log=None, shutdown_timeout=SETTLE_S)
    await runner.setup()
    await web.TCPSite(runner, host, port, reuse_address=True).start()
    try:
        await integration.run()
    finally:
        await runner.cleanup()
        await http.close()


def application(integration: Integration) -> web.Application:
    """Webhooks, questions and replays, as HTTP."""

    async def webhook(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        status = await integration.webhook(request.match_info["system"], headers, await request.read())
        return web.Response(status=status)

    async def get(request: web.Request) -> web.Response:
        return replied(await integration.get(request.path, dict(request.query)))

    async def post(request: web.Request) -> web.Response:
        return replied(await integration.post(request.path, await request.read()))

    app = web.Application()
    app.router.add_post("/webhooks/{system}", webhook)
    app.router.add_get("/{path:.*}", get)
    app.router.add_post("/{path:.*}", post)
    return app


def replied(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
