"""A bare MQTT client for tests: it confirms when it is told to, and tells what it got, DUP and all."""

import asyncio
import contextlib

from lotproof.harness.wire import mqtt_packets as mqtt

from tests.wire.conftest import USERS, until

ROOT = "northfield/#"


class BareClient:
    """MQTT 3.1.1, one subscription; `auto` says whether it confirms by itself."""

    def __init__(self, port: int, *, user: str = "sut", client_id: str = "sut-1", auto: bool = True) -> None:
        self.port, self.user, self.client_id, self.auto = port, user, client_id, auto
        self.got: list[mqtt.Publish] = []
        self.kept = False
        self.closed = False
        self._task: asyncio.Task[None] | None = None

    async def connect(self, *, clean: bool = False, subscribe: bool = True) -> "BareClient":
        self.closed = False
        reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        word = USERS[self.user]
        self.writer.write(mqtt.connect_packet(self.client_id, username=self.user, password=word, clean=clean))
        self._events: set[int] = set()
        self._task = asyncio.create_task(self._read(reader))
        await until(lambda: mqtt.CONNACK in self._events or self.closed)
        if self.closed:
            raise ConnectionRefusedError(self.client_id)
        if subscribe:
            self.writer.write(mqtt.subscribe_packet(1, ROOT))
            await until(lambda: mqtt.SUBACK in self._events)
        return self

    async def _read(self, reader: asyncio.StreamReader) -> None:
        splitter = mqtt.Splitter()
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65_536):
                for packet in splitter.feed(chunk):
                    self._take(packet)
        self.closed = True

    def _take(self, packet: mqtt.Packet) -> None:
        if packet.kind == mqtt.CONNACK:
            self.kept = mqtt.accepted(packet)[1]
        if packet.kind == mqtt.PUBLISH:
            self.got.append(mqtt.publish(packet))
            if self.auto:
                self.confirm(self.got[-1])
        self._events.add(packet.kind)

    def confirm(self, letter: mqtt.Publish) -> None:
        if letter.qos == 1:
            self.writer.write(mqtt.ack(mqtt.PUBACK, letter.packet_id))

    async def unsubscribe(self) -> None:
        """It wants to hear nothing any more, and waits until that is confirmed."""
        self.writer.write(mqtt.unsubscribe_packet(2, ROOT))
        await until(lambda: mqtt.UNSUBACK in self._events)

    async def drop(self) -> None:
        self.writer.transport.abort()
        if self._task:
            await self._task
