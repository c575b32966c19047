"""The plant's voice on MQTT: what it publishes has reached the broker when `publish` returns."""

import asyncio
import contextlib
import logging
import uuid
from typing import Any

from gmqtt import Client
from gmqtt.storage import PersistentStorage
from lotproof.harness.model.errors import RigError

V311 = 4
CONNECT_S = 10.0
PUBLISH_S = 30.0


class Acknowledgements(PersistentStorage):  # type: ignore[misc]
    """gmqtt stores each message until its PUBACK; this store also tells who waits, and who has to publish again."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[int, asyncio.Future[bool]] = {}
        self.last: asyncio.Future[bool] | None = None

    def push_message(self, mid: int, raw_package: bytes) -> None:
        super().push_message(mid, raw_package)
        self.last = self._waiting[mid] = asyncio.get_running_loop().create_future()

    def remove_message_by_mid(self, mid: int) -> None:
        super().remove_message_by_mid(mid)
        self._say(mid, True)

    def clear(self) -> None:
        super().clear()
        for mid in tuple(self._waiting):
            self._say(mid, False)

    def _say(self, mid: int, acknowledged: bool) -> None:
        waiter = self._waiting.pop(mid, None)
        if waiter and not waiter.done():
            waiter.set_result(acknowledged)


class Publisher:
    """
    A gmqtt client that counts its acknowledgements and reconnects by itself.

    Args:
        host, port: the broker itself, not the link.
        username, password: the plant's own.
    """

    def __init__(self, *, host: str, port: int, username: str, password: str) -> None:
        self._host, self._port = host, port
        self._acks = Acknowledgements()
        quiet = logging.getLogger("lotproof.publisher")
        quiet.setLevel(logging.CRITICAL)
        logging.getLogger("gmqtt").setLevel(logging.CRITICAL)  # a line per write, when the broker is gone
        name = f"lotproof-{uuid.uuid4().hex[:12]}"
        self._client = Client(name, persistent_storage=self._acks, logger=quiet)
        self._client.set_config({"reconnect_retries": -1, "reconnect_delay": 0.2})
        self._client.set_auth_credentials(username, password)

    async def open(self) -> None:
        """
        Connect.

        Raises:
            RigError: if the broker is not there or refuses the plant.
        """
        try:
            await asyncio.wait_for(self._client.connect(self._host, self._port, version=V311), CONNECT_S)
        except Exception as refused:
            raise RigError(
                "the plant cannot reach the broker",
                which=f"{self._host}:{self._port}",
                got=str(refused) or type(refused).__name__,
                where="See the broker's log in the world's folder.",
            ) from refused

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """
        Publish at QoS 1 and wait for the broker's PUBACK; after a lost connection, publish again.

        Raises:
            RigError: if the broker does not acknowledge in time.
        """
        try:
            async with asyncio.timeout(PUBLISH_S):
                acknowledged = False
                while not acknowledged:
                    acknowledged = await self._once(topic, payload, retain)
        except TimeoutError as late:
            raise RigError(
                "the broker does not acknowledge what the plant publishes",
                which=topic,
                expected=f"PUBACK within {PUBLISH_S:g} s",
                where="See the broker's log in the world's folder.",
            ) from late

    async def close(self) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._client.disconnect(), 2.0)

    async def _once(self, topic: str, payload: bytes, retain: bool) -> bool:
        self._acks.last = None
        try:
            self._client.publish(topic, payload, qos=1, retain=retain)
        except Exception:
            await asyncio.sleep(0.1)
        waiter: Any = self._acks.last
        return await waiter if waiter else False
