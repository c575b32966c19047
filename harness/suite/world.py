"""
One world on sockets: broker, floor and business systems, and what each integration is told of them.

    home (folder) --secrets, addresses--> broker <- MQTT link <- clients
                                          OPC UA servers
                                          systems (a process of their own)
                  '--> clients/NAME/world.json

It lasts over all scenarios of a command; with `--world DIR` over many commands.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.clocks import Clock, SystemClock
from lotproof.harness.model.errors import InputError, RigGone
from lotproof.harness.model.world import Credentials, SystemEndpoint
from lotproof.harness.model.world import World as Told
from lotproof.harness.record.segment import Segment
from lotproof.harness.suite import told
from lotproof.harness.suite.guests import Guest
from lotproof.harness.suite.home import Home, write_private
from lotproof.harness.wire.broker import Broker, ExternalBroker, choose
from lotproof.harness.wire.broker_nats import NatsBroker
from lotproof.harness.wire.mqtt import MqttFloor
from lotproof.harness.wire.ports import free
from lotproof.mocks.kit.config import ClientConfig, HostConfig
from lotproof.mocks.remote import RemoteSystems

if TYPE_CHECKING:
    from lotproof.harness.wire.opcua import OpcuaFloor
    from lotproof.harness.wire.opcua_line import LineServer

PLANT = "plant"
RIG, PERSON = "rig", "person"
HEAD_START_S = 0.05
"""So long the children have to get under way before this process is busy."""


class World:
    """
    Args:
        enterprise: `Plan.enterprise`.
        guests: who gets credentials and a `world.json`.
        home: the world's folder, moved into already.
        host: the address that everything listens on.
        ports: ports that the user named; they must be free.
        broker: `nats`, `amqtt` or a URL.
    """

    lane = "sockets"

    def __init__(
        self,
        *,
        enterprise: dict[str, Any],
        guests: Iterable[Guest],
        home: Home,
        host: str = "127.0.0.1",
        ports: dict[str, int] | None = None,
        broker: str = "nats",
    ) -> None:
        self.enterprise, self.guests, self.home, self.host = enterprise, tuple(guests), home, host
        self.clock: Clock = SystemClock()
        self._ports = wanted_ports(home.addresses, ports or {}, host)
        self.broker: Broker = choose(
            broker,
            folder=home.path / "broker",
            users=self._users(),
            host="127.0.0.1",
            port=self._ports.get("broker", 0),
        )
        if isinstance(self.broker, NatsBroker):
            self.broker.on_spawn = lambda pid: home.started(pid, "broker")
            self.broker.on_gone = self._gone
        self.systems = RemoteSystems(self._host_config())
        self.gone: RigGone | None = None
        """What of ours has ended though nobody had asked it to: nothing can be played here any more."""
        self.opcua: OpcuaFloor | None = None
        self.mqtt: MqttFloor | None = None
        self.preflight: dict[str, bool] = {}

    # -- opening and closing ---------------------------------------------------------------------------------------

    async def open(self) -> None:
        """
        Everything listens when this returns, and every guest's `world.json` lies ready.

        Raises:
            InputError: if a port that the user named is taken, or the named broker does not answer.
            RigError: if something of ours does not start.
        """
        ends = await asyncio.gather(self._open_systems(), self._open_mqtt(), self._open_opcua(), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        self.home.keep_addresses(self.addresses)
        for guest in self.guests:
            await self._tell(guest)

    async def close(self) -> None:
        """Everything of ours is stopped; what fails on the way does not keep the rest from stopping."""
        floors = [channel.close() for channel in self.channels]
        await asyncio.gather(*floors, self.systems.close(), return_exceptions=True)
        with contextlib.suppress(Exception):
            await self.broker.stop()

    def _gone(self, failure: RigGone) -> None:
        self.gone = self.gone or failure
        self.systems.on_gone(failure)

    async def _open_mqtt(self) -> None:
        await self.broker.start()
        self.preflight = await self.broker.preflight()
        username, password = self._plant_account()
        self.mqtt = MqttFloor(
            broker=self.broker,
            username=username,
            password=password,
            troubles=troubles(),
            clock=self.clock,
            topics=told.topics(self.enterprise),
            host=self.host,
            port=self._ports.get("mqtt", 0),
            guests=self._users() if isinstance(self.broker, ExternalBroker) else None,
        )
        await self.mqtt.open()

    async def _open_opcua(self) -> None:
        """Late, when the children run already: the import and the address spaces take a second each."""
        await asyncio.sleep(HEAD_START_S)
        from lotproof.harness.suite.lines import opcua_lines
        from lotproof.harness.wire.opcua import OpcuaFloor

        floor = self.opcua = OpcuaFloor(
            lines=opcua_lines(self.enterprise, self._ports),
            users=self._users(),
            folder=self.home.path / "certificates",
            troubles=troubles(),
            clock=self.clock,
            host=self.host,
        )
        await floor.open()

    async def _open_systems(self) -> None:
        await self.systems.open()
        if pid := getattr(self.systems, "pid", 0):
            self.home.started(pid, "systems")

    # -- what a run needs ------------------------------------------------------------------------------------------

    @property
    def channels(self) -> "tuple[MqttFloor | OpcuaFloor, ...]":
        return tuple(channel for channel in (self.mqtt, self.opcua) if channel)

    @property
    def lines(self) -> "dict[tuple[str, str], LineServer]":
        """The OPC UA servers by plant and line."""
        return self.opcua.servers if self.opcua else {}

    @property
    def lacks(self) -> tuple[str, ...]:
        """The guarantees that the broker does not give."""
        return tuple(name for name, given in self.preflight.items() if not given)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report has to say about this world."""
        missing = ", ".join(self.lacks)
        lacks = [f"The broker ({self.broker.kind}) does not give: {missing}."] if missing else []
        return (*self.broker.notes, *(self.opcua.notes if self.opcua else ()), *lacks)

    def record(self, segment: Segment | None, under_test: Iterable[str]) -> None:
        """From now on the wires write into this segment, and strikes are for these clients."""
        names = tuple(under_test)
        for channel in self.channels:
            channel.record(segment)
            channel.aim(names)

    def interval_s(self) -> float:
        """The longest interval in which a client that is connected now is told of a changed value."""
        return self.opcua.longest_interval_s() if self.opcua else 0.0

    @property
    def addresses(self) -> dict[str, int]:
        """Port by name, as `--ports FILE` may name them."""
        opcua = {f"opcua.{plant}.{line}": server.port for (plant, line), server in self.lines.items()}
        systems = {name: int(url.rpartition(":")[2].split("/")[0]) for name, url in self.systems.urls.items()}
        mqtt = {"mqtt": self.mqtt.port} if self.mqtt else {}
        guests = {name: port for name, port in self._ports.items() if name.startswith("integration.")}
        return {**mqtt, **opcua, **systems, **guests}

    def port_of(self, guest: str) -> int:
        """The port that is handed over to this guest in `LOTPROOF_PORT`: the same each time in this world."""
        name = f"integration.{guest}"
        if not self._ports.get(name):
            self._ports[name] = free("127.0.0.1", 0, what=f"the integration {guest}")
        return self._ports[name]

    def world_file(self, guest: str) -> Path:
        return self.home.client_folder(guest) / "world.json"

    # -- who may come in -------------------------------------------------------------------------------------------

    def _plant_account(self) -> tuple[str, str]:
        """User and password of the plant at the broker: an external one knows only those of its URL."""
        if isinstance(self.broker, ExternalBroker) and self.broker.username:
            return self.broker.username, self.broker.password
        return PLANT, self.home.secret(f"floor {PLANT}")

    def _users(self) -> dict[str, str]:
        names = (PLANT, *(guest.name for guest in self.guests))
        return {name: self.home.secret(f"floor {name}") for name in names}

    def _host_config(self) -> HostConfig:
        own = {name: ClientConfig(secret=self.home.secret(name), role=name) for name in (RIG, PERSON)}  # type: ignore[arg-type]
        guests = {
            guest.name: ClientConfig(
                secret=self.home.secret(guest.name),
                webhook_secret=self.home.signing_secret(guest.name),
                webhook_url=self._webhook_url(guest),
            )
            for guest in self.guests
        }
        return HostConfig(
            enterprise=self.enterprise,
            host=self.host,
            ports={name: self._ports.get(name, 0) for name in self.enterprise["systems"]},
            clients={**own, **guests},
            folder=str(self.home.path / "systems"),
            token_s=float(self.enterprise["rules"].get("token_s", 15)),
        )

    def _webhook_url(self, guest: Guest) -> str:
        url = guest.connector.receive.webhook_url
        return url.replace("{port}", str(self.port_of(guest.name))) if url else ""

    # -- what they are told ----------------------------------------------------------------------------------------

    async def _tell(self, guest: Guest) -> None:
        content = await self.told(guest)
        if content.mqtt:
            floor = told.asyncapi(self.enterprise, content.mqtt)
            write_private(self.world_file(guest.name).with_name(content.mqtt.asyncapi), _pretty(floor))
        write_private(self.world_file(guest.name), _pretty(content))

    async def told(self, guest: Guest) -> Told:
        """The content of this guest's `world.json`."""
        floor = Credentials(username=guest.name, password=self.home.secret(f"floor {guest.name}"))
        return told.world(
            self.enterprise,
            client=guest.name,
            systems={name: self._endpoint(guest, name) for name in self.enterprise["systems"]},
            mqtt=self.mqtt.describe(floor, guest.name) if self.mqtt else None,
            opcua=await self.opcua.describe(floor, guest.name) if self.opcua else (),
        )

    def _endpoint(self, guest: Guest, system: str) -> SystemEndpoint:
        said = self.enterprise["systems"][system]
        return told.endpoint(
            system,
            said,
            url=self.systems.urls[system],
            credentials=Credentials(client_id=guest.name, client_secret=self.home.secret(guest.name)),
            webhook_secret=self.home.signing_secret(guest.name),
        )


def _pretty(content: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def wanted_ports(before: dict[str, int], named: dict[str, int], host: str) -> dict[str, int]:
    """Named ports as they are; those of last time where they are still free."""
    kept = {name: port for name, port in before.items() if name not in named and _is_free(host, port)}
    return {**kept, **named}


def _is_free(host: str, port: int) -> bool:
    try:
        free(host, port, what="")
    except InputError:
        return False
    return True
