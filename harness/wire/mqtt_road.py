"""One client's road through the link: two pumps, and the decisions at each delivery and each acknowledgement."""

import asyncio
import contextlib
from collections import deque

import msgspec
from lotproof.harness.model.troubles import Crossing, Move, Trouble
from lotproof.harness.wire import mqtt_packets as mqtt
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.mqtt_session import Letter, Session
from lotproof.harness.wire.strikes import Strikes

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CHUNK = 65_536
SALVAGE_S = 1.0


class Identity(msgspec.Struct):
    """All that the link reads of a payload."""

    stream: str = ""
    seq: int = 0


decode = msgspec.json.Decoder(Identity).decode


def identity(payload: bytes) -> Identity:
    """The source identity that a payload bears; empty where it is none of ours."""
    try:
        return decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Identity()


class Cut(Exception):
    """A strike has cut this road."""


class Road:
    """
    One connection of a client and the connection to the broker behind it.

    Both ways wait for the slower side (`drain`), so what a client does not take stays with the broker.
    """

    def __init__(
        self,
        *,
        hello: mqtt.Connect,
        session: Session,
        client: Ends,
        broker: Ends,
        splitter: mqtt.Splitter,
        strikes: Strikes,
        deliveries: Deliveries,
    ) -> None:
        self.hello, self.session, self.username = hello, session, hello.username
        self.joined = False
        self.ended = asyncio.Event()
        self._busy = False
        self._from_client, self._to_client = client
        self._from_broker, self._to_broker = broker
        self._splitter, self._strikes, self._deliveries = splitter, strikes, deliveries
        self._held: list[tuple[Trouble, Letter]] = []
        self._unread: deque[mqtt.Packet] = deque()
        self._broker_splitter = mqtt.Splitter()

    async def run(self, first: list[mqtt.Packet]) -> None:
        """Carry everything both ways until one side ends or a strike cuts."""
        for packet in first:
            self._upward(packet)
        pumps = (
            asyncio.create_task(self._pump_up()),
            asyncio.create_task(self._pump_down()),
        )
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.joined = False
            for pump in pumps:
                pump.cancel()
            ends = await asyncio.gather(*pumps, return_exceptions=True)
        abruptly = any(isinstance(end, Cut) for end in ends)
        if abruptly:
            self._to_client.transport.abort()
        if not self.hello.clean:
            await self._salvage()
        await self._farewell(abruptly)

    def leave(self) -> None:
        """The client's connection dies; what the broker has sent for its session is still taken over."""
        self._to_client.transport.abort()

    def abort(self) -> None:
        """Both connections die at once."""
        self._to_client.transport.abort()
        self._to_broker.transport.abort()

    def release(self) -> None:
        """Hand over what waits for no strike any more; never before the message that overtakes it."""
        for trouble, letter in () if self._busy else tuple(self._held):
            if not self._strikes.holds(trouble):
                self._held.remove((trouble, letter))
                if not self._to_client.is_closing():
                    self._hand_over(letter, "released")

    async def _pump_up(self) -> None:
        while chunk := await self._from_client.read(CHUNK):
            for packet in self._splitter.feed(chunk):
                self._upward(packet)
            await self._to_broker.drain()

    async def _pump_down(self) -> None:
        while chunk := await self._from_broker.read(CHUNK):
            self._unread.extend(self._broker_splitter.feed(chunk))
            while self._unread:
                self._downward(self._unread.popleft())
            await self._to_client.drain()

    async def _salvage(self) -> None:
        """
        Take over what the broker has sent and this road has not handed over.

        The broker holds it for delivered and would send it again only after its own patience (NATS: 30 s); a client
        that comes back shall not wait for that. The broker hears the end as it would from the client: no goodbye.
        """
        with contextlib.suppress(OSError, RuntimeError, TimeoutError, mqtt.MalformedError):
            self._keep_unread()
            self._to_broker.write_eof()
            async with asyncio.timeout(SALVAGE_S):
                while chunk := await self._from_broker.read(CHUNK):
                    self._unread.extend(self._broker_splitter.feed(chunk))
                    self._keep_unread()

    def _keep_unread(self) -> None:
        while self._unread:
            packet = self._unread.popleft()
            if packet.kind == mqtt.PUBLISH:
                publish = mqtt.publish(packet, self.hello.level)
                self.session.arrive(publish, self._crossing(publish))

    async def _farewell(self, abruptly: bool) -> None:
        if abruptly:
            self.abort()
            return
        for writer in (self._to_client, self._to_broker):
            with contextlib.suppress(OSError, TimeoutError):
                writer.close()
                await asyncio.wait_for(writer.wait_closed(), 1.0)

    # from the client

    def _upward(self, packet: mqtt.Packet) -> None:
        if packet.kind == mqtt.PUBACK:
            self._acknowledged(packet)
        elif packet.kind == mqtt.PUBREC:
            copy, told = self.session.take(packet.packet_id)
            self._deliveries.confirmed(copy)
            self._tell(mqtt.PUBREC, told)
        elif packet.kind == mqtt.PUBCOMP:
            self._tell(mqtt.PUBCOMP, self.session.complete(packet.packet_id))
        else:
            if packet.kind == mqtt.SUBSCRIBE:
                self.session.subscribe(mqtt.filters(packet, self.hello.level))
            elif packet.kind == mqtt.UNSUBSCRIBE:
                self.session.unsubscribe(mqtt.filters(packet, self.hello.level))
            self._to_broker.write(packet.encode())

    def _acknowledged(self, packet: mqtt.Packet) -> None:
        refused = len(packet.body) > 2 and packet.body[2] >= 128
        letter, copy, told = self.session.confirm(packet.packet_id)
        if letter is None:
            return
        if not refused:
            self._deliveries.confirmed(copy)
        for number in told:
            self._to_broker.write(packet.with_packet_id(number).encode())
        if self._strikes.acknowledged(letter.crossing):
            self.session.reopen(letter)
            self._hand_over(letter, "duplicate")

    def _tell(self, kind: int, numbers: list[int]) -> None:
        for number in numbers:
            self._to_broker.write(mqtt.ack(kind, number))

    # from the broker

    def _downward(self, packet: mqtt.Packet) -> None:
        if packet.kind == mqtt.PUBLISH:
            self._deliver(mqtt.publish(packet, self.hello.level))
        elif packet.kind == mqtt.PUBREL:
            number = self.session.number_of(packet.packet_id)
            self._to_client.write(packet.with_packet_id(number).encode())
        else:
            self._to_client.write(packet.encode())
            if packet.kind == mqtt.CONNACK:
                self._joined(packet)

    def _joined(self, connack: mqtt.Packet) -> None:
        self.joined, kept = mqtt.accepted(connack)
        if self.joined:
            for letter in self.session.resume(kept and not self.hello.clean):
                self._hand_over(letter, "redelivery" if letter.sent else "publish")

    def _deliver(self, publish: mqtt.Publish) -> None:
        crossing = self._crossing(publish)
        letter, confirmed = self.session.arrive(publish, crossing)
        if confirmed:
            self._to_broker.write(mqtt.ack(mqtt.PUBACK, publish.packet_id))
        if letter:
            self._busy = True
            move, trouble = self._strikes.delivery(crossing)
            self._move(letter, move, trouble)
            self._busy = False
            self.release()

    def _crossing(self, publish: mqtt.Publish) -> Crossing:
        source = identity(publish.payload)
        return Crossing(client=self.username, address=publish.topic, stream=source.stream, seq=source.seq)

    def _move(self, letter: Letter, move: Move, trouble: Trouble | None) -> None:
        if move == "hold" and trouble:
            self._held.append((trouble, letter))
        elif move == "cut_before":
            raise Cut
        elif move == "cut_inside":
            self._hand_over(letter, "cut", part=0.5)
            raise Cut
        else:
            self._hand_over(letter, "retained" if letter.publish.retain else "publish")
            if move == "twice":
                self._hand_over(letter, "duplicate")
            if move == "cut_after":
                raise Cut

    def _hand_over(self, letter: Letter, how: str, part: float = 1.0) -> None:
        """One copy to the client: written down first, then sent."""
        dup = bool(letter.publish.qos) and (letter.sent or letter.publish.dup)
        content = letter.bytes_again(dup)
        copy = self._deliveries.sent(letter.crossing, how=how, dup=dup)
        letter.sent = True
        if letter.number:
            letter.copies.append(copy)
        self._to_client.write(content[: max(1, int(len(content) * part))])
