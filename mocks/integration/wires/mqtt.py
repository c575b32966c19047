"""
MQTT: one persistent session, QoS 1, and no message acknowledged before it is safe.

With a session that outlives the connection the broker keeps what we miss, and sends again what we did not acknowledge.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import gmqtt
from gmqtt.mqtt.constants import MQTTv50, MQTTv311
from lotproof.mocks.integration.ports import JSON, Handler

log = logging.getLogger("integration.mqtt")

AGAIN_S = 0.2
GONE_S = 2.0
RECEIVED = 0
"""The reason code that lets the client acknowledge a message."""


class MqttFloor:
    """`endpoint` as world.json tells it; `tags`: measured values are heard too."""

    name = "mqtt"

    def __init__(self, endpoint: JSON, *, tags: bool = False) -> None:
        self.endpoint = endpoint
        self.topics = [str(endpoint["events"]), *([str(endpoint["tags"])] if tags and endpoint.get("tags") else [])]
        self._client: Any = None
        self._connecting: asyncio.Task[None] | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._subscribed = False

    @property
    def ready(self) -> bool:
        return self._subscribed

    async def open(self, handler: Handler, shown: Callable[[list[bytes]], Awaitable[None]]) -> None:
        """Begin to connect. What stands there is no business event: a retained value is the last one measured."""
        own = self.endpoint["credentials"]
        client = self._client = gmqtt.Client(
            self.endpoint["client_id"], clean_session=False, optimistic_acknowledgement=False
        )
        client.set_auth_credentials(own.get("username", ""), own.get("password", ""))
        client.set_config({"reconnect_retries": gmqtt.constants.UNLIMITED_RECONNECTS, "reconnect_delay": AGAIN_S})
        client.on_connect, client.on_subscribe = self._connected, self._granted
        client.on_disconnect = self._lost
        client.on_message = self.receiver(handler)
        self._connecting = asyncio.create_task(self._connect())

    async def close(self) -> None:
        if self._connecting:
            self._connecting.cancel()
        if self._client:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._client.disconnect(), GONE_S)

    def receiver(self, handler: Handler) -> Callable[..., Awaitable[int]]:
        """What takes a message: its return is the acknowledgement, so it returns after the commit and not before."""

        async def receive(_client: Any, topic: str, payload: bytes, _qos: int, properties: JSON) -> int:
            try:
                await handler(topic, bytes(payload), bool(properties.get("dup")), bool(properties.get("retain")))
            except Exception:
                self._fetch_again()
                raise
            return RECEIVED

        return receive

    def _fetch_again(self) -> None:
        """What could not be stored is not acknowledged: a new connection brings it again."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._client.reconnect(delay=True))

    async def _connect(self) -> None:
        """The first connection; from then on the client comes back by itself."""
        version = MQTTv50 if str(self.endpoint.get("version", "")).startswith("5") else MQTTv311
        while True:
            try:
                await self._client.connect(self.endpoint["host"], int(self.endpoint["port"]), version=version)
                return
            except (OSError, gmqtt.MQTTConnectError) as refused:
                log.info("not connected: %s", refused)
                await asyncio.sleep(AGAIN_S)

    def _connected(self, client: Any, _flags: int, _code: int, _properties: JSON) -> None:
        """Subscribe each time: a broker that has lost the session has lost the subscription with it."""
        client.subscribe([gmqtt.Subscription(topic, qos=1) for topic in self.topics])

    def _granted(self, _client: Any, _mid: int, _qos: Any, _properties: JSON) -> None:
        self._subscribed = True

    def _lost(self, _client: Any, _packet: Any, _exc: Any = None) -> None:
        self._subscribed = False
