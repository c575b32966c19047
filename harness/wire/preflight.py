"""What an unknown broker can do, measured with small clients of our own: seconds, once per world."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from lotproof.harness.wire import mqtt_packets as mqtt

WAIT_S = 4.0
SILENCE_S = 8.0
"""Long enough for brokers that look for silent clients every few seconds only."""


class Probe:
    """One bare MQTT 3.1.1 connection that confirms nothing by itself."""

    def __init__(self, host: str, port: int, username: str, password: str) -> None:
        self._where, self._who = (host, port), (username, password)
        self._splitter = mqtt.Splitter()
        self._packets: list[mqtt.Packet] = []

    async def connect(self, client_id: str, *, clean: bool, keepalive_s: int = 0) -> bool:
        """Connect; says whether the broker had kept the session."""
        self._reader, self._writer = await asyncio.wait_for(asyncio.open_connection(*self._where), WAIT_S)
        name, word = self._who
        self.write(mqtt.connect_packet(client_id, username=name, password=word, clean=clean, keepalive_s=keepalive_s))
        accepted, kept = mqtt.accepted(await self.next(mqtt.CONNACK))
        if not accepted:
            raise ConnectionRefusedError("the broker refused the connection")
        return kept

    def write(self, content: bytes) -> None:
        self._writer.write(content)

    async def next(self, kind: int) -> mqtt.Packet:
        """The next packet of that kind; others are dropped."""
        async with asyncio.timeout(WAIT_S):
            while True:
                for place, packet in enumerate(self._packets):
                    if packet.kind == kind:
                        del self._packets[: place + 1]
                        return packet
                self._packets = await self._more()

    async def subscribe(self, topic: str) -> None:
        self.write(mqtt.subscribe_packet(1, topic))
        await self.next(mqtt.SUBACK)

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self.write(mqtt.Publish(topic, payload, qos=1, retain=retain, packet_id=7).encode())
        await self.next(mqtt.PUBACK)

    async def closed_within(self, wait_s: float) -> bool:
        """Whether the broker closes the connection by itself."""
        try:
            async with asyncio.timeout(wait_s):
                while await self._reader.read(4096):
                    pass
        except TimeoutError:
            return False
        except OSError:
            return True
        return True

    def drop(self) -> None:
        """Gone without a word."""
        self._writer.transport.abort()

    async def _more(self) -> list[mqtt.Packet]:
        chunk = await self._reader.read(65_536)
        if not chunk:
            raise EOFError("the broker closed the connection")
        return self._splitter.feed(chunk)


Make = Callable[[], Probe]


async def measure(host: str, port: int, username: str, password: str) -> dict[str, bool]:
    """Each guarantee, measured; one that could not be shown counts as not given."""

    def make() -> Probe:
        return Probe(host, port, username, password)

    sessions, retained, keepalive = await asyncio.gather(
        _sessions(make), _guard(_retained(make)), _guard(_keepalive(make))
    )
    return {**sessions, "retained": retained, "keepalive": keepalive}


async def _guard(probe: Awaitable[bool]) -> bool:
    try:
        return await probe
    except (OSError, EOFError, TimeoutError, mqtt.MalformedError):
        return False


async def _sessions(make: Make) -> dict[str, bool]:
    found = dict.fromkeys(("persistent_sessions", "redelivers", "dup", "offline_queue"), False)

    async def run() -> bool:
        await _come_back(make, found)
        return True

    await _guard(run())
    return found


async def _come_back(make: Make, found: dict[str, bool]) -> None:
    name, topic = f"lotproof-probe-{uuid.uuid4().hex[:8]}", f"lotproof/probe/{uuid.uuid4().hex[:8]}"
    away, speaker = make(), make()
    await away.connect(name, clean=False)
    await away.subscribe(topic)
    await speaker.connect(f"{name}-s", clean=True)
    await speaker.publish(topic, b"unconfirmed")
    await away.next(mqtt.PUBLISH)
    away.drop()
    await asyncio.sleep(0.1)
    await speaker.publish(topic, b"while away")
    back = make()
    found["persistent_sessions"] = await back.connect(name, clean=False)
    await _collect(back, found)
    back.drop()
    last = make()
    await last.connect(name, clean=True)
    last.drop()
    speaker.drop()


async def _collect(back: Probe, found: dict[str, bool]) -> None:
    for _ in range(2):
        try:
            letter = mqtt.publish(await back.next(mqtt.PUBLISH))
        except (TimeoutError, EOFError):
            return
        if letter.payload == b"unconfirmed":
            found["redelivers"], found["dup"] = True, letter.dup
        else:
            found["offline_queue"] = True
        back.write(mqtt.ack(mqtt.PUBACK, letter.packet_id))


async def _retained(make: Make) -> bool:
    topic = f"lotproof/probe/{uuid.uuid4().hex[:8]}"
    speaker, later = make(), make()
    await speaker.connect(f"lotproof-probe-{uuid.uuid4().hex[:8]}", clean=True)
    await speaker.publish(topic, b"state", retain=True)
    await later.connect(f"lotproof-probe-{uuid.uuid4().hex[:8]}", clean=True)
    later.write(mqtt.subscribe_packet(1, topic))
    letter = mqtt.publish(await later.next(mqtt.PUBLISH))
    await speaker.publish(topic, b"", retain=True)
    speaker.drop()
    later.drop()
    return letter.retain


async def _keepalive(make: Make) -> bool:
    silent = make()
    await silent.connect(f"lotproof-probe-{uuid.uuid4().hex[:8]}", clean=True, keepalive_s=1)
    noticed = await silent.closed_within(SILENCE_S)
    silent.drop()
    return noticed
