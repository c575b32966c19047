"""
MQTT control packets as bytes, cut at their borders: enough of 3.1.1 (and 5) for a link that looks inside.

    stream of bytes --Splitter--> Packet(kind, flags, body) --Connect | Publish--> what the link must know

A letter opened by the post office: what it does not need to read goes on unread.
"""

from typing import NamedTuple

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = 1, 2, 3, 4, 5, 6, 7
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT = 8, 9, 10, 11, 12, 13, 14

V5 = 5
USERNAME, PASSWORD = 128, 64
"""Bits of a CONNECT's flags."""

LENGTH_BYTES = 4
LARGEST = 268_435_455


class MalformedError(ValueError):
    """These bytes are no MQTT packet."""


class Packet(NamedTuple):
    """One control packet: `kind` 1 to 14, the four flag bits, and everything after the fixed header."""

    kind: int
    flags: int
    body: bytes

    def encode(self) -> bytes:
        return bytes([self.kind << 4 | self.flags]) + length(len(self.body)) + self.body

    @property
    def packet_id(self) -> int:
        """The packet identifier of an acknowledgement."""
        if len(self.body) < 2:
            raise MalformedError(f"packet of kind {self.kind} without packet identifier")
        return int.from_bytes(self.body[:2])

    def with_packet_id(self, number: int) -> "Packet":
        return self._replace(body=number.to_bytes(2) + self.body[2:])


class Connect(NamedTuple):
    """What a CONNECT says of the client; `clean` is clean session (3.1.1) or clean start (5)."""

    level: int
    client_id: str
    username: str
    clean: bool
    keepalive_s: int


class _Hello(NamedTuple):
    level: int
    flags: int
    flags_at: int
    keepalive_s: int
    client_id: str


class Publish(NamedTuple):
    """A PUBLISH, taken apart; `properties` are the encoded MQTT 5 properties with their length, else empty."""

    topic: str
    payload: bytes
    qos: int = 0
    dup: bool = False
    retain: bool = False
    packet_id: int = 0
    properties: bytes = b""

    def encode(self) -> bytes:
        flags = self.dup << 3 | self.qos << 1 | self.retain
        number = self.packet_id.to_bytes(2) if self.qos else b""
        return Packet(PUBLISH, flags, text(self.topic) + number + self.properties + self.payload).encode()


class Splitter:
    """Cuts a stream of bytes into packets, however the bytes are dealt out."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._buffer = bytearray()
        self._largest = largest

    def feed(self, chunk: bytes) -> list[Packet]:
        """
        The packets that are complete now.

        Raises:
            MalformedError: if no packet can begin like this, or one is larger than allowed.
        """
        self._buffer += chunk
        packets = []
        start = 0
        while (found := self._next(start)) is not None:
            packet, start = found
            packets.append(packet)
        del self._buffer[:start]
        return packets

    def _next(self, start: int) -> tuple[Packet, int] | None:
        head = header(self._buffer, start)
        if head is None:
            return None
        size, body_at = head
        if size > self._largest:
            raise MalformedError(f"a packet of {size} bytes is larger than {self._largest}")
        if len(self._buffer) < body_at + size:
            return None
        first = self._buffer[start]
        if not CONNECT <= first >> 4 <= 15:
            raise MalformedError(f"no packet begins with byte {first:#04x}")
        return Packet(first >> 4, first & 15, bytes(self._buffer[body_at : body_at + size])), body_at + size


def header(buffer: bytes | bytearray, start: int) -> tuple[int, int] | None:
    """Size of the body and where it begins, or None while the header is not complete."""
    size = 0
    for place in range(LENGTH_BYTES):
        at = start + 1 + place
        if at >= len(buffer):
            return None
        size |= (buffer[at] & 127) << 7 * place
        if not buffer[at] & 128:
            return size, at + 1
    raise MalformedError("a remaining length has more than four bytes")


def length(size: int) -> bytes:
    """A remaining length (MQTT 3.1.1, 2.2.3)."""
    if not 0 <= size <= LARGEST:
        raise MalformedError(f"no packet can have {size} bytes")
    out = bytearray()
    while True:
        size, digit = size >> 7, size & 127
        out.append(digit | (128 if size else 0))
        if not size:
            return bytes(out)


def text(value: str) -> bytes:
    """A UTF-8 string with its length before it."""
    raw = value.encode()
    return len(raw).to_bytes(2) + raw


def field(body: bytes, at: int) -> tuple[bytes, int]:
    """A field with its length before it, and where the next begins."""
    end = at + 2 + int.from_bytes(body[at : at + 2])
    if at + 2 > len(body) or end > len(body):
        raise MalformedError("a field is longer than its packet")
    return body[at + 2 : end], end


def properties_end(body: bytes, at: int) -> int:
    """Where the MQTT 5 properties that begin at `at` end."""
    head = header(body, at - 1)
    if head is None or head[0] + head[1] > len(body):
        raise MalformedError("properties are longer than their packet")
    return head[0] + head[1]


def connect(packet: Packet) -> Connect:
    """
    What a CONNECT says.

    Raises:
        MalformedError: if the packet is none, or is cut short.
    """
    hello, at = _before_account(packet)
    username = field(packet.body, at)[0] if hello.flags & USERNAME else b""
    return Connect(hello.level, hello.client_id, _word(username), bool(hello.flags & 2), hello.keepalive_s)


def _before_account(packet: Packet) -> tuple[_Hello, int]:
    """What stands in a CONNECT before name and password, and where those begin."""
    if packet.kind != CONNECT:
        raise MalformedError(f"a connection begins with CONNECT, not with kind {packet.kind}")
    body = packet.body
    _, at = field(body, 0)
    if len(body) < at + 4:
        raise MalformedError("CONNECT is cut short")
    level, flags, flags_at, keepalive_s = body[at], body[at + 1], at + 1, int.from_bytes(body[at + 2 : at + 4])
    at = properties_end(body, at + 4) if level >= V5 else at + 4
    client_id, at = field(body, at)
    at = _after_will(body, at, level, flags)
    return _Hello(level, flags, flags_at, keepalive_s, _word(client_id)), at


def word_of(packet: Packet) -> str:
    """The password of a CONNECT, '' where it bears none."""
    hello, at = _before_account(packet)
    if hello.flags & USERNAME:
        _, at = field(packet.body, at)
    return _word(field(packet.body, at)[0]) if hello.flags & PASSWORD else ""


def with_account(packet: Packet, username: str, password: str) -> Packet:
    """The same CONNECT under another name."""
    hello, at = _before_account(packet)
    flags = hello.flags & ~(USERNAME | PASSWORD) | USERNAME | PASSWORD
    body = packet.body[: hello.flags_at] + bytes([flags]) + packet.body[hello.flags_at + 1 : at]
    return packet._replace(body=body + text(username) + text(password))


def refused(level: int) -> bytes:
    """A CONNACK that says: wrong name or password."""
    return Packet(CONNACK, 0, b"\x00\x86\x00" if level >= V5 else b"\x00\x04").encode()


def publish(packet: Packet, level: int = 4) -> Publish:
    """
    A PUBLISH, taken apart.

    Raises:
        MalformedError: if it is cut short.
    """
    qos = packet.flags >> 1 & 3
    topic, at = field(packet.body, 0)
    number = 0
    if qos:
        if len(packet.body) < at + 2:
            raise MalformedError("PUBLISH is cut short")
        number, at = int.from_bytes(packet.body[at : at + 2]), at + 2
    end = properties_end(packet.body, at) if level >= V5 else at
    return Publish(
        topic=_word(topic),
        payload=packet.body[end:],
        qos=qos,
        dup=bool(packet.flags & 8),
        retain=bool(packet.flags & 1),
        packet_id=number,
        properties=packet.body[at:end],
    )


def accepted(connack: Packet) -> tuple[bool, bool]:
    """Whether the broker took the client in, and whether it had kept a session of it."""
    if connack.kind != CONNACK or len(connack.body) < 2:
        raise MalformedError("the broker answered a CONNECT with something else")
    return connack.body[1] == 0, bool(connack.body[0] & 1)


def ack(kind: int, packet_id: int) -> bytes:
    """PUBACK, PUBREC, PUBREL or PUBCOMP."""
    return Packet(kind, 2 if kind == PUBREL else 0, packet_id.to_bytes(2)).encode()


def connect_packet(
    client_id: str, *, username: str = "", password: str = "", clean: bool = True, keepalive_s: int = 0
) -> bytes:
    """A CONNECT of MQTT 3.1.1."""
    flags = clean << 1 | bool(password) << 6 | bool(username) << 7
    fields = text(client_id) + (text(username) if username else b"") + (text(password) if password else b"")
    body = text("MQTT") + bytes([4, flags]) + keepalive_s.to_bytes(2) + fields
    return Packet(CONNECT, 0, body).encode()


def subscribe_packet(packet_id: int, topic_filter: str, qos: int = 1) -> bytes:
    """A SUBSCRIBE of MQTT 3.1.1 to one filter."""
    return Packet(SUBSCRIBE, 2, packet_id.to_bytes(2) + text(topic_filter) + bytes([qos])).encode()


def unsubscribe_packet(packet_id: int, topic_filter: str) -> bytes:
    """An UNSUBSCRIBE of MQTT 3.1.1 from one filter."""
    return Packet(UNSUBSCRIBE, 2, packet_id.to_bytes(2) + text(topic_filter)).encode()


def filters(packet: Packet, level: int = 4) -> list[str]:
    """
    The topic filters of a SUBSCRIBE or UNSUBSCRIBE.

    Raises:
        MalformedError: if the packet is cut short.
    """
    at = properties_end(packet.body, 2) if level >= V5 else 2
    found = []
    while at < len(packet.body):
        name, at = field(packet.body, at)
        found.append(_word(name))
        at += packet.kind == SUBSCRIBE
    return found


def _after_will(body: bytes, at: int, level: int, flags: int) -> int:
    if not flags & 4:
        return at
    at = properties_end(body, at) if level >= V5 else at
    _, at = field(body, at)
    _, at = field(body, at)
    return at


def _word(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as wrong:
        raise MalformedError("a string is not UTF-8") from wrong
