"""amqtt in this very process: no child, good for a first look; what it cannot carry, the preflight says."""

import asyncio
import contextlib
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amqtt.broker import Broker
from amqtt.plugins.base import BaseAuthPlugin
from lotproof.harness.model.errors import RigError
from lotproof.harness.wire.ports import free

STOP_S = 3.0
HERE = f"{__name__}.Users"


class Users(BaseAuthPlugin):  # type: ignore[misc]
    """Lets in who has a name and its password. Nobody is anonymous, so that amqtt keeps everybody's session."""

    async def authenticate(self, *, session: Any) -> bool | None:
        expected = self.config.users.get(session.username or "")
        if expected is None:
            return False
        session.is_anonymous = False
        return hmac.compare_digest(expected, session.password or "")

    @dataclass
    class Config:
        users: dict[str, str] = field(default_factory=dict)


class AmqttBroker:
    """Sessions and retained messages last as long as the process."""

    kind = "amqtt"

    def __init__(self, *, users: Mapping[str, str], host: str = "127.0.0.1", port: int = 0) -> None:
        self.users, self.host, self.port = dict(users), host, port
        self.notes: list[str] = []
        self._broker: Any = None

    async def start(self) -> None:
        """
        Listen.

        Raises:
            InputError: if the port was named and is taken.
            RigError: if it does not start.
        """
        self.port = free(self.host, self.port, what="the broker")
        logging.getLogger("amqtt").setLevel(logging.CRITICAL)
        logging.getLogger("transitions").setLevel(logging.CRITICAL)
        self._broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"{self.host}:{self.port}", "max_connections": 1000}},
                "plugins": {HERE: {"users": self.users}},
            }
        )
        try:
            await self._broker.start()
        except Exception as refused:
            raise RigError("amqtt did not start", which=f"{self.host}:{self.port}", got=str(refused)) from refused

    async def stop(self) -> None:
        """Close; a shutdown that hangs (as after a burst of QoS 1) is left alone after some seconds."""
        broker, self._broker = self._broker, None
        if broker is None:
            return
        with contextlib.suppress(Exception):
            await asyncio.wait_for(broker.shutdown(), STOP_S)

    async def preflight(self) -> dict[str, bool]:
        """Known, from probes of 0.12.1."""
        return {
            "persistent_sessions": True,
            "offline_queue": True,
            "redelivers": False,
            "dup": False,
            "retained": True,
            "keepalive": False,
        }
