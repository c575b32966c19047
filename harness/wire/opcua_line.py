"""One OPC UA server: one line, its machines, its users, open and encrypted on the same address."""

import asyncio
import gc
import hmac
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from asyncua import Server, ua
from asyncua.crypto.permission_rules import User, UserRole
from asyncua.server.user_managers import UserManager
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.errors import RigError
from lotproof.harness.model.seams import Signal
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.opcua_certificates import Papers, server_papers
from lotproof.harness.wire.opcua_sessions import Watch, WatchedServer, supported
from lotproof.harness.wire.opcua_space import Machine, Space, stamped, text
from lotproof.harness.wire.ports import free
from lotproof.harness.wire.showing import card, values_of
from lotproof.harness.wire.strikes import Strikes

STOP_S = 5.0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one server stands for."""

    enterprise: str
    plant: str
    line: str
    machines: tuple[Machine, ...]
    port: int = 0

    @property
    def namespace(self) -> str:
        return f"urn:lotproof:{self.enterprise}:{self.plant}:{self.line}"


class Users(UserManager):  # type: ignore[misc]
    """Lets in who has a name and its password; nobody is anonymous, nobody may write."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._users = dict(users)

    def get_user(self, iserver: Any, username: Any = None, password: Any = None, certificate: Any = None) -> Any:
        expected = self._users.get(str(username or ""))
        given = password.decode() if isinstance(password, bytes) else str(password or "")
        if expected is None or not hmac.compare_digest(expected.encode(), given.encode()):
            return None
        return User(role=UserRole.User, name=str(username))


class LineServer:
    """
    The server of one line.

    `watched` tells whether what crosses is written down; strikes that need it fall back to cutting all connections.
    """

    def __init__(
        self,
        line: Line,
        *,
        users: Mapping[str, str],
        folder: Path,
        host: str,
        clock: Clock,
        deliveries: Deliveries,
        strikes: Strikes,
    ) -> None:
        self.line, self.host, self.port = line, host, line.port
        self._users, self._folder, self._clock = Users(users), folder, clock
        self._deliveries, self._strikes = deliveries, strikes
        self.papers: Papers | None = None
        self.watched = supported()
        self.watch: Watch | None = None
        self._server: Any = None
        self._space: Any = None

    @property
    def url(self) -> str:
        return f"opc.tcp://{self.host}:{self.port}/lotproof/{self.line.plant}/{self.line.line}"

    async def start(self) -> None:
        """
        Build the address space (about a second) and listen.

        Raises:
            InputError: if the port was named and is taken.
            RigError: if the server does not start.
        """
        logging.getLogger("asyncua").setLevel(logging.CRITICAL)
        what = f"the OPC UA server of line {self.line.line}"
        self.port = free(self.host, self.port, what=what)
        self._server = await self._configured()
        index = await self._server.register_namespace(self.line.namespace)
        self._space = Space(self._server, index, self.line.plant)
        await self._space.build(self.line.machines)
        self._put_watch(index)
        if not self.line.port:  # what was free a second ago may be taken by now
            self.port = free(self.host, 0, what=what)
            self._server.set_endpoint(self.url)
        try:
            await self._server.start()
        except OSError as refused:
            raise RigError("an OPC UA server did not start", which=self.url, got=str(refused)) from refused

    async def stop(self) -> None:
        """Close; connections that do not end by themselves are aborted."""
        server, self._server = self._server, None
        if server is None:
            return
        if server.iserver.time_task:
            server.iserver.time_task.cancel()
            server.iserver.time_task = None
        try:
            await asyncio.wait_for(server.stop(), STOP_S)
        except TimeoutError:
            for transport in tuple(server.iserver.asyncio_transports):
                transport.abort()

    async def show(self, signal: Signal) -> None:
        """Values first, then the card with its number last, then the event; nothing comes between."""
        occurred, wall = moment(signal.occurred_at), datetime.fromtimestamp(self._clock.wall_ns() / 1e9, UTC)
        for branch, name, value in values_of(signal):
            if node := await self._value_node(signal.equipment, branch, name):
                await self._write(node, stamped(variant(branch, value), occurred, wall, str(value["quality"])))
        if signal.payload:
            await self._card(signal, occurred, wall)
            await self._event(signal, occurred)

    async def tell(self, signal: Signal) -> None:
        """The event alone: who reads cards and values sees nothing move."""
        await self._event(signal, moment(signal.occurred_at))

    def cut(self) -> None:
        """The connections of all clients under test die; unwatched, those of everybody."""
        if self.watch is None or not self._strikes.under_test:
            for transport in tuple(self._server.iserver.asyncio_transports):
                transport.abort()
            return
        for client in self._strikes.under_test:
            self.watch.cut(client)

    def longest_interval_s(self) -> float:
        """The longest publishing interval of a subscription that is open now."""
        service = getattr(self._server.iserver, "subscription_service", None) if self._server else None
        open_now = getattr(service, "subscriptions", {}).values()
        return max((float(one.data.RevisedPublishingInterval) / 1000 for one in open_now), default=0.0)

    async def _configured(self) -> Server:
        inner = WatchedServer(user_manager=self._users) if self.watched else None
        server = Server(iserver=inner, user_manager=self._users)
        await _initialised(server)
        name = f"{self.line.plant}-{self.line.line}"
        uri = f"{self.line.namespace}:server"
        self.papers = await server_papers(self._folder, f"server-{name}", uri, self.host)
        server.set_endpoint(self.url)
        server.set_server_name(f"lotproof {self.line.plant} {self.line.line}")
        await server.set_application_uri(uri)
        await server.load_certificate(str(self.papers.certificate))
        await server.load_private_key(str(self.papers.key))
        server.set_security_policy(
            [ua.SecurityPolicyType.NoSecurity, ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt]
        )
        server.set_identity_tokens([ua.UserNameIdentityToken])
        return server

    def _put_watch(self, index: int) -> None:
        if not self.watched:
            return
        self.watch = Watch(index=index, streams=self._space.streams, deliveries=self._deliveries, strikes=self._strikes)
        self.watch.server = self._server
        self._server.iserver.watch = self.watch

    async def _value_node(self, equipment: str, branch: str, name: str) -> Any:
        if branch == "_tag":
            return await self._space.tag(equipment, name)
        key = f"{equipment}.{name}"
        return self._space.node(key) if self._space.has(key) else None

    async def _card(self, signal: Signal, occurred: datetime, wall: datetime) -> None:
        prefix = f"{signal.equipment}.Last.{signal.kind}"
        if not self._space.has(f"{prefix}.SourceSeq"):
            raise RigError(
                "a machine shows a kind of fact that its server does not know",
                which=prefix,
                where="Name the kind in the line's machines.",
            )
        said = card(signal)
        words = {f"{prefix}.{name}": value for name, value in {**said, "SourceStream": signal.stream}.items()}
        for name, value in {f"{signal.equipment}.JobOrderID": said["JobOrderID"], **words}.items():
            await self._write(self._space.node(name), stamped(text(value), occurred, wall))
        number = ua.Variant(signal.seq, ua.VariantType.Int64)
        await self._write(self._space.node(f"{prefix}.SourceSeq"), stamped(number, occurred, wall))

    async def _event(self, signal: Signal, occurred: datetime) -> None:
        event = self._space.generator.event
        for name, value in card(signal).items():
            setattr(event, name, value)
        event.SourceStream, event.SourceSeq, event.EventKind = signal.stream, signal.seq, signal.kind
        event.SourceName, event.SourceNode = signal.equipment, self._space.node(signal.equipment)
        event.Severity = 500
        await self._space.generator.trigger(occurred, f"{signal.kind} {signal.stream}#{signal.seq}")

    async def _write(self, node: ua.NodeId, value: ua.DataValue) -> None:
        await self._server.write_attribute_value(node, value)


async def _initialised(server: Any) -> None:
    """The standard address space takes a second; without the garbage collector half of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        await server.init()
    finally:
        if was_on:
            gc.enable()


def moment(iso: str) -> datetime:
    """A time in UTC from ISO 8601 with a zone."""
    return datetime.fromisoformat(iso).astimezone(UTC)


def variant(branch: str, value: dict[str, Any]) -> Any:
    """A tag's value is a Double, a state's a String."""
    content = value["value"]
    return ua.Variant(float(content), ua.VariantType.Double) if branch == "_tag" else text(str(content))
