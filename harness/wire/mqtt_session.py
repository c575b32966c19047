"""
What the link knows of one client's MQTT session: which letters it has handed over and which are not confirmed.

The link gives every delivery a packet identifier of its own. So a copy that the link sends again, and a copy that the
broker sends again, are one letter to the client: it gets it once per connection, and one PUBACK answers both.

    broker's ids --by_broker--> Letter(id towards the client, broker's ids, copies on their way)
"""

from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b

import msgspec
from lotproof.harness.model.entries import Delivered
from lotproof.harness.model.troubles import Crossing
from lotproof.harness.wire.mqtt_packets import Publish
from lotproof.harness.wire.topics import matches

REMEMBERED = 20_000
"""Letters that are remembered after their confirmation, to know a late copy of the broker's."""

LAST_ID = 65_535

Mark = tuple[str, bytes]


class Letter(msgspec.Struct, kw_only=True, eq=False):
    """
    One delivery to one client; `number` is its packet identifier towards the client (0 at QoS 0).

    `sent` says that its bytes have been on the way at least once, `taken` that the client has it (QoS 2). `copies` are
    those on their way in this connection, oldest first: each PUBACK confirms one.
    """

    number: int
    publish: Publish
    crossing: Crossing
    broker_ids: list[int] = []
    copies: list[Delivered | None] = []
    sent: bool = False
    taken: bool = False

    def bytes_again(self, dup: bool) -> bytes:
        return self.publish._replace(packet_id=self.number, dup=dup and self.publish.qos > 0).encode()


class Session:
    """Bookkeeping only; it reads and writes nothing."""

    def __init__(self, client_id: str, username: str = "") -> None:
        self.client_id, self.username = client_id, username
        self._filters: set[str] = set()
        self.open: dict[int, Letter] = {}
        self.held_back = 0
        self._by_mark: dict[Mark, Letter] = {}
        self._done: OrderedDict[Mark, None] = OrderedDict()
        self._last = 0

    def subscribe(self, filters: Iterable[str]) -> None:
        """The client asks for these topics."""
        self._filters.update(filters)

    def unsubscribe(self, filters: Iterable[str]) -> None:
        """The client asks for these topics no longer."""
        self._filters.difference_update(filters)

    def hears(self, topic: str) -> bool:
        """Whether the client has asked for this topic."""
        return matches(tuple(self._filters), topic)

    def arrive(self, publish: Publish, crossing: Crossing) -> tuple[Letter | None, bool]:
        """
        A PUBLISH came from the broker.

        Returns:
            The letter to hand over, or None where the client has it already; and whether the broker is to be told at
            once that it was confirmed.
        """
        if not publish.qos:
            return Letter(number=0, publish=publish, crossing=crossing), False
        mark = (publish.topic, blake2b(publish.payload, digest_size=16).digest())
        if publish.dup:
            known = self._by_mark.get(mark)
            if known:
                return self._again(known, publish)
            if mark in self._done and publish.qos == 1:
                self.held_back += 1
                return None, True
        return self._new(publish, crossing, mark), False

    def confirm(self, number: int) -> tuple[Letter | None, Delivered | None, list[int]]:
        """
        The client sent PUBACK: the letter, the copy that it confirms, and the broker's ids to confirm with it.

        None where nobody waits for it.
        """
        letter = self.open.get(number)
        if letter is None or not letter.copies:
            return None, None, []
        copy = letter.copies.pop(0)
        told, letter.broker_ids = letter.broker_ids, []
        if not letter.copies:
            self._close(letter)
        return letter, copy, told

    def reopen(self, letter: Letter) -> None:
        """The link sends a confirmed letter once more, under the same number."""
        self.open[letter.number] = letter

    def take(self, number: int) -> tuple[Delivered | None, list[int]]:
        """The client sent PUBREC (QoS 2): it has the letter; its number stays in use until PUBCOMP."""
        letter = self.open.get(number)
        if letter is None:
            return None, []
        copy = letter.copies.pop(0) if letter.copies else None
        letter.taken = True
        return copy, letter.broker_ids

    def complete(self, number: int) -> list[int]:
        """The client sent PUBCOMP (QoS 2)."""
        letter = self.open.get(number)
        if letter is None:
            return []
        self._close(letter)
        return letter.broker_ids

    def number_of(self, broker_id: int) -> int:
        """The number towards the client of what the broker calls `broker_id`; unknown ones keep theirs."""
        found = (letter.number for letter in self.open.values() if broker_id in letter.broker_ids)
        return next(found, broker_id)

    def resume(self, kept: bool) -> list[Letter]:
        """
        A connection of this session begins: the QoS 1 letters that the client has not confirmed.

        Args:
            kept: whether the broker has kept the session; if not, nothing is left of it.
        """
        if not kept:
            self.open.clear()
            self._by_mark.clear()
            self._done.clear()
        for letter in self.open.values():
            letter.copies = []
        return [letter for letter in self.open.values() if letter.publish.qos == 1]

    def _again(self, letter: Letter, publish: Publish) -> tuple[Letter | None, bool]:
        self._claim(publish.packet_id, letter)
        if publish.qos == 2 and not letter.taken:
            return letter, False
        self.held_back += 1
        return None, False

    def _new(self, publish: Publish, crossing: Crossing, mark: Mark) -> Letter:
        letter = Letter(number=self._free(), publish=publish, crossing=crossing)
        self._claim(publish.packet_id, letter)
        self.open[letter.number] = letter
        self._by_mark[mark] = letter
        return letter

    def _claim(self, broker_id: int, letter: Letter) -> None:
        for other in self.open.values():
            if broker_id in other.broker_ids:
                other.broker_ids.remove(broker_id)
        letter.broker_ids.append(broker_id)

    def _free(self) -> int:
        for _ in range(LAST_ID):
            self._last = self._last % LAST_ID + 1
            if self._last not in self.open:
                return self._last
        raise OverflowError(f"client {self.client_id!r} has {LAST_ID} unconfirmed messages")

    def _close(self, letter: Letter) -> None:
        self.open.pop(letter.number, None)
        mark = (letter.publish.topic, blake2b(letter.publish.payload, digest_size=16).digest())
        if self._by_mark.get(mark) is letter:
            del self._by_mark[mark]
        self._done[mark] = None
        while len(self._done) > REMEMBERED:
            self._done.popitem(last=False)
