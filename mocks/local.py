"""
The business systems in process: the same applications in all their layers, called without a socket or a thread.

Whatever loop runs, be its clock real or virtual, is theirs.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from lotproof.harness.faults.calls import End
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import InputError, RigError
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import DeskAnswer, DeskCall, Reply
from lotproof.mocks.kit.config import HostConfig, RunStart
from lotproof.mocks.kit.desk import Desk
from lotproof.mocks.kit.exchange import CONNECTION, App, Death, Message, Receive
from lotproof.mocks.kit.house import House
from lotproof.mocks.kit.webhooks import Deliver
from lotproof.mocks.landscape import landscape


class Unwired:
    """What stands for a connection: it dies by an error in the caller's hands."""

    def __init__(self) -> None:
        self.caller = ""
        self.died: End = ""

    @property
    def alive(self) -> bool:
        return not self.died

    async def die(self, death: Death, receive: Receive) -> None:
        self.died = death.how
        if death.how == "hang":
            await asyncio.sleep(death.within_s)


class LocalSystems:
    """
    `harness.model.seams.Systems`, and `request` for clients in the same process.

    Args:
        config: as for a host; ports are not used.
        clock: wall and monotonic time of what is recorded.
        deliver: takes outgoing webhooks: `await deliver(url, headers, body)` gives the receiver's status.
    """

    def __init__(self, config: HostConfig, *, clock: Clock | None = None, deliver: Deliver | None = None) -> None:
        self._config, self._clock = config, clock
        self._deliver = deliver or _nobody
        self.urls: dict[str, str] = {}
        self.on_effect: Callable[[Effect], None] = lambda effect: None
        self.on_call: Callable[[str, str, str, int], None] = lambda client, system, op, nth: None
        self.on_strike: Callable[[Strike], None] = lambda strike: None
        self.on_gone: Callable[[RigError], None] = lambda error: None
        self._house: House | None = None
        self._desk: Desk | None = None

    async def open(self) -> None:
        systems = landscape(self._config.enterprise)
        house = self._house = House(systems, config=self._config, deliver=self._deliver, clock=self._clock)
        house.journal.on_effect, house.journal.on_call = self._effect, self._call
        house.journal.on_strike, house.journal.on_broken = self._struck, self._broken
        self.urls = {system.name: f"http://{system.name}.local" for system in systems}
        self._desk = Desk({s.name: s for s in systems}, self.urls, config=self._config, ask=self._ask)

    async def begin(self, run: Mapping[str, Any] | RunStart) -> None:
        """A run begins; keys as in `RunStart`."""
        self.house.begin(run if isinstance(run, RunStart) else msgspec.convert(dict(run), RunStart, strict=False))

    async def desk(self, call: DeskCall) -> DeskAnswer:
        assert self._desk
        return await self._desk.enter(call)

    async def strike(self, plan: StrikePlan) -> None:
        self.house.strike(plan)

    async def state(self) -> Mapping[str, Any]:
        assert self._desk
        return await self._desk.books()

    async def end(self) -> None:
        await self.house.end()

    async def close(self) -> None:
        if self._house:
            await self._house.close()
        self._house = None

    def _effect(self, effect: Effect) -> None:
        self.on_effect(effect)

    def _call(self, client: str, system: str, op: str, nth: int) -> None:
        self.on_call(client, system, op, nth)

    def _struck(self, strike: Strike) -> None:
        self.on_strike(strike)

    def _broken(self, error: RigError) -> None:
        self.on_gone(error)

    @property
    def house(self) -> House:
        if self._house is None:
            raise InputError("the systems are not open")
        return self._house

    async def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float = 30.0
    ) -> tuple[int, dict[str, str], bytes]:
        """
        One request, as over a connection of its own.

        Returns:
            Status, headers (names in lower case), body.

        Raises:
            ConnectionError: if a strike lets the connection die, or no answer comes in time; the work may be done.
        """
        called = _Called(method, url, headers, body)
        app = self.house.apps.get(called.system)
        if app is None:
            raise ConnectionRefusedError(f"nobody listens at {url}")
        try:
            async with asyncio.timeout(timeout_s):
                return await called.over(app)
        except TimeoutError as late:
            raise ConnectionError(f"no answer within {timeout_s} s: {method} {url}") from late

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        status, told, answer = await self.request(method, url, headers, body)
        return Reply(status=status, headers=told, body=answer)


class _Called:
    """One request in ASGI's words."""

    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        parts = urlsplit(url)
        self.system = (parts.hostname or "").removesuffix(".local")
        self._body, self._messages, self._connection = body, list[Message](), Unwired()
        named = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(b"host", parts.netloc.encode()), *named],
            "client": None,
            "server": (parts.hostname, 80),
            "state": {},
            CONNECTION: self._connection,
        }

    async def over(self, app: App) -> tuple[int, dict[str, str], bytes]:
        await app(self._scope, self._receive, self._send)
        if self._connection.died:
            raise ConnectionResetError(f"the connection died: {self._connection.died}")
        start = self._messages[0]
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        return start["status"], headers, b"".join(m.get("body", b"") for m in self._messages[1:])

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: Message) -> None:
        self._messages.append(message)


async def _nobody(url: str, headers: Mapping[str, str], body: bytes) -> int:
    raise ConnectionRefusedError(url)
