"""
The floor without a wire: handlers are called on the same loop, be its clock real or virtual.

    show --> topics ("mqtt" path)   --> session --> await handler(topic, payload, dup, retained)
         '-> cards  ("opcua" path)  --> session --> the same; and `read` gives the last card at any time

A rehearsal with the same script: sessions, confirmations, redelivery and every strike are as on the real wires.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from lotproof.harness.model.clocks import Clock, SystemClock
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Crossing, Troubles
from lotproof.harness.record.segment import Segment
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.memory_session import Handler, Lost, MemorySession, Note
from lotproof.harness.wire.pen import Pen
from lotproof.harness.wire.shift import Shift
from lotproof.harness.wire.showing import card, repeated, resent, values_of
from lotproof.harness.wire.strikes import Strikes
from lotproof.harness.wire.topics import Topics, matches

Path = Literal["mqtt", "opcua"]

encode = msgspec.json.Encoder(decimal_format="string").encode


class MemoryFloor:
    """
    The Channel `memory`.

    Args:
        troubles: faults by name (`harness.faults.troubles.troubles()`).
        under_test: clients that strikes are for; none means all.
        segment: where deliveries and strikes are written; `record` changes it between runs.
        clock: wall time of what a source sends again.
    """

    name = "memory"

    def __init__(
        self,
        *,
        troubles: Troubles,
        under_test: Iterable[str] = (),
        segment: Segment | None = None,
        clock: Clock | None = None,
        topics: Topics | None = None,
    ) -> None:
        self.topics = topics or Topics()
        self.pen = Pen(segment)
        self._clock = clock or SystemClock()
        self.deliveries = Deliveries(wire=self.name, pen=self.pen)
        self.strikes = Strikes(wire=self.name, pen=self.pen, troubles=troubles, under_test=under_test)
        self.strikes.on_end.append(self._release)
        self._sessions: dict[tuple[str, Path], MemorySession] = {}
        self._filters: dict[tuple[str, Path], tuple[str, ...]] = {}
        self._retained: dict[str, tuple[bytes, Signal]] = {}
        self._cards: dict[tuple[str, str], dict[str, Any]] = {}
        self._read: set[tuple[str, str, int]] = set()
        self._shift = Shift()

    def connect(
        self,
        client: str,
        handler: Handler,
        *,
        path: Path = "mqtt",
        filters: tuple[str, ...] = ("#",),
        window: int = 64,
        lost: Lost | None = None,
    ) -> MemorySession:
        """
        A client comes, or comes back to its session; then what it had not confirmed is delivered again.

        Args:
            client: its name; one session per client and path.
            handler: `await handler(topic, payload, dup, retained)`; its return confirms the message.
            path: `mqtt` delivers UNS envelopes by topic, `opcua` cards by node (`W1.Last.consumed`).
            filters: MQTT topic filters (path `mqtt`).
            window: how many messages may be in its hands at once.
            lost: told when the connection is lost; without it the session comes back by itself.

        Raises:
            ConnectionRefusedError: if a strike turns it away.
        """
        key = (client, path)
        known = self._sessions.get(key)
        if known:
            known.window, known.lost = window, lost
            known.resume(handler)
            return known
        if self.strikes.refuses(client):
            raise ConnectionRefusedError(client)
        session = MemorySession(
            client=client,
            handler=handler,
            strikes=self.strikes,
            deliveries=self.deliveries,
            window=window,
            lost=lost,
        )
        self._sessions[key], self._filters[key] = session, filters
        self._give_retained(key, session)
        return session

    def read(self, client: str, equipment: str, kind: str) -> dict[str, Any] | None:
        """
        The last card of that kind on that machine, as an OPC UA client would read it; None before the first.

        The first read of each card is recorded as a confirmed delivery.

        Raises:
            ConnectionError: if the client's connection is cut.
        """
        session = self._sessions.get((client, "opcua"))
        if session and not session.live:
            raise ConnectionError(client)
        found = self._cards.get((equipment, kind))
        if found:
            self._note_read(client, f"{equipment}.Last.{kind}", found)
        return dict(found) if found else None

    def cards(self, client: str) -> list[bytes]:
        """
        Every card as it stands now, as a client reads them after it has come back.

        Raises:
            ConnectionError: if the client's connection is cut.
        """
        found = (self.read(client, equipment, kind) for equipment, kind in tuple(self._cards))
        return [encode(one) for one in found if one]

    def kill(self, client: str) -> None:
        """The client's process is gone: all its sessions lose what was in hand, and wait for its return."""
        for (name, _), session in self._sessions.items():
            if name == client:
                session.kill()

    @property
    def idle(self) -> bool:
        """Whether every session has confirmed everything."""
        return all(session.idle for session in self._sessions.values())

    def record(self, segment: Segment | None) -> None:
        """From now on entries go into this segment."""
        self.pen.segment = segment
        self._shift.forget()

    def aim(self, under_test: Iterable[str]) -> None:
        """From now on strikes are for these clients."""
        self.strikes.under_test = frozenset(under_test)

    def address(self, signal: Signal) -> str:
        """The topic of the signal's event."""
        return self.topics.event(signal)

    async def open(self) -> None:
        """Nothing is to be opened."""

    async def show(self, signal: Signal) -> None:
        """
        Hand the signal to every session.

        A strike may have it shown again, cut sessions right after, or put something before it that nobody can read.
        """
        for broken in self.strikes.poison(signal.stream, signal.seq):
            self._offer("mqtt", self.address(signal), broken, msgspec.structs.replace(signal, stream="", seq=0))
        self._show(signal)
        self._shift.note(signal)
        if self.strikes.cuts(signal.stream, signal.seq):
            for session in self._struck():
                session.cut()
        for _ in range(self.strikes.shown(signal.stream, signal.seq)):
            again = repeated(signal, self._clock)
            self.pen.write("sent", resent(self.name, self.address(again), again))
            self._show(again)

    async def strike(self, plan: StrikePlan, signal: Signal | None) -> None:
        """Arm a strike; call it before `show` of the signal that it is aimed at. A replay is through on return."""
        self.strikes.begin(plan, signal)
        for before in self.strikes.replay(plan, self._shift):
            again = repeated(before, self._clock)
            self.pen.write("sent", resent(self.name, self.address(again), again))
            self._tell(again)

    def away(self) -> bool:
        """Whether a client under test has lost its session on the OPC UA path."""
        paths = ((name, session) for (name, path), session in self._sessions.items() if path == "opcua")
        return any(self.strikes.hits(name) and not session.live for name, session in paths)

    async def close(self) -> None:
        """End strikes and sessions; what is in hand is cancelled."""
        self.strikes.close()
        for session in self._sessions.values():
            session.kill()

    def _show(self, signal: Signal) -> None:
        source = {"occurred_at": signal.occurred_at, "stream": signal.stream, "seq": signal.seq}
        for branch, name, value in values_of(signal):
            topic, payload = self.topics.of(signal, branch, name), encode({**value, **source})
            self._retained[topic] = (payload, signal)
            self._offer("mqtt", topic, payload, signal)
        if signal.payload:
            self._cards[signal.equipment, signal.kind] = self._tell(signal)

    def _tell(self, signal: Signal) -> dict[str, Any]:
        """The event on both paths; what stands on its card. No value moves by it."""
        self._offer("mqtt", self.topics.event(signal), encode(signal.payload), signal)
        source = {"SourceStream": signal.stream, "SourceSeq": signal.seq}
        shown = {**card(signal), "EventKind": signal.kind, "SourceName": signal.equipment, **source}
        self._offer("opcua", f"{signal.equipment}.Last.{signal.kind}", encode(shown), signal)
        return shown

    def _offer(self, path: Path, address: str, payload: bytes, signal: Signal) -> None:
        how = "publish" if path == "mqtt" else "notification"
        for key, session in tuple(self._sessions.items()):
            if key[1] == path and (path == "opcua" or matches(self._filters[key], address)):
                crossing = Crossing(client=key[0], address=address, stream=signal.stream, seq=signal.seq)
                session.offer(Note(topic=address, payload=payload, crossing=crossing, how=how))

    def _give_retained(self, key: tuple[str, Path], session: MemorySession) -> None:
        for topic, (payload, signal) in self._retained.items() if key[1] == "mqtt" else ():
            if matches(self._filters[key], topic):
                crossing = Crossing(client=key[0], address=topic, stream=signal.stream, seq=signal.seq)
                session.offer(Note(topic=topic, payload=payload, crossing=crossing, how="retained", retained=True))

    def _note_read(self, client: str, address: str, found: dict[str, Any]) -> None:
        mark = (client, str(found["SourceStream"]), int(found["SourceSeq"]))
        if mark not in self._read:
            self._read.add(mark)
            crossing = Crossing(client=client, address=address, stream=mark[1], seq=mark[2])
            self.deliveries.sent(crossing, how="read", acked=True)

    def _struck(self) -> list[MemorySession]:
        """The sessions that a cut at a shown fact is for: those on the OPC UA path, if there are any."""
        hit = {key: session for key, session in self._sessions.items() if self.strikes.hits(key[0])}
        return [session for key, session in hit.items() if key[1] == "opcua"] or list(hit.values())

    def _release(self) -> None:
        for session in self._sessions.values():
            session.release()
