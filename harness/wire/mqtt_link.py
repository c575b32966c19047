"""
The MQTT link stands between every client and the broker: it writes down what crosses, and strikes.

    client <==TCP==> link <==TCP==> broker
                      |-- delivered (sent), delivered (acked)
                      '-- strikes: duplicate, cut, reorder

A customs house on the only road: everything passes, everything is noted, now and then something is stopped. Whatever
the broker does, a client that comes back to its session gets at once, marked DUP, what it had not confirmed, and
never twice; a copy that the broker sends again within a living connection is held back and counted.
"""

import asyncio
import contextlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping

from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Troubles
from lotproof.harness.wire import mqtt_packets as mqtt
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.mqtt_road import Road
from lotproof.harness.wire.mqtt_session import Session
from lotproof.harness.wire.pen import Pen
from lotproof.harness.wire.ports import listen
from lotproof.harness.wire.strikes import Strikes

CONNECT_S = 10.0


class MqttLink:
    """
    Listens for clients and dials the broker for each.

    Args:
        broker: host and port of the broker.
        pen: where deliveries and strikes are written.
        troubles: the faults that can be armed (`harness.faults.troubles.troubles()`).
        under_test: MQTT user names that may be struck; none means all.
        host: the address to listen on.
        port: 0 takes a free one, which `port` tells after `open`.
        users: who is let in, with which password, where the broker knows only one account: everybody goes on under
            `account`, and is still known here by name. Without it the broker itself lets in or refuses.
        account: that account's name and password.
    """

    def __init__(
        self,
        *,
        broker: tuple[str, int],
        pen: Pen,
        troubles: Troubles,
        under_test: Iterable[str] = (),
        host: str = "127.0.0.1",
        port: int = 0,
        users: Mapping[str, str] | None = None,
        account: tuple[str, str] = ("", ""),
    ) -> None:
        self.broker, self.host, self.port = broker, host, port
        self._guests, self._account = users, account
        self.deliveries = Deliveries(wire="mqtt", pen=pen)
        self.strikes = Strikes(wire="mqtt", pen=pen, troubles=troubles, under_test=under_test)
        self.strikes.on_end.append(self._release)
        self.counts: Counter[str] = Counter()
        self._sessions: dict[str, Session] = {}
        self._roads: set[Road] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """
        Begin to listen.

        Raises:
            InputError: if a port that was asked for is taken.
        """
        self._server, self.port = await listen(self._arrive, self.host, self.port, what="the MQTT link")

    async def close(self) -> None:
        """End strikes and connections; clients see their connection closed."""
        self.strikes.close()
        if self._server:
            self._server.close()
        for road in tuple(self._roads):
            road.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def strike(self, plan: StrikePlan, signal: Signal | None, topic: str = "") -> None:
        """Arm a strike on the clients under test: on each whose session has subscribed to this topic."""
        self.strikes.begin(plan, signal, {one.username for one in self._sessions.values() if one.hears(topic)})

    def connected(self) -> frozenset[str]:
        """The user names that have a connection now."""
        return frozenset(road.username for road in self._roads if road.joined)

    def held_back(self) -> int:
        """How many copies of the broker's were held back so far."""
        return self.counts["held_back"] + sum(session.held_back for session in self._sessions.values())

    async def _arrive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except (TimeoutError, OSError, mqtt.MalformedError, EOFError):
            self.counts["broken"] += 1
        except asyncio.CancelledError:
            self.counts["closed"] += 1
        finally:
            if task:
                self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = mqtt.Splitter()
        first = await asyncio.wait_for(_first(reader, splitter), CONNECT_S)
        hello = mqtt.connect(first[0])
        if self.strikes.refuses(hello.username):
            self.counts["refused"] += 1
            return
        if self._guests is not None:
            if not self._knows(hello.username, mqtt.word_of(first[0])):
                self.counts["refused"] += 1
                writer.write(mqtt.refused(hello.level))
                await writer.drain()
                return
            first = [mqtt.with_account(first[0], *self._account), *first[1:]]
        await self._make_room(hello.client_id)
        upstream = await asyncio.open_connection(*self.broker)
        road = Road(
            hello=hello,
            session=self._session(hello),
            client=(reader, writer),
            broker=upstream,
            splitter=splitter,
            strikes=self.strikes,
            deliveries=self.deliveries,
        )
        self._roads.add(road)
        try:
            await road.run(first)
        finally:
            self._leave(road)

    def _knows(self, name: str, word: str) -> bool:
        return hmac.compare_digest((self._guests or {}).get(name, "").encode(), word.encode()) and bool(word)

    async def _make_room(self, client_id: str) -> None:
        """Who comes under a name takes the place of the connection before, once that one is wound up."""
        for road in [road for road in self._roads if client_id and road.hello.client_id == client_id]:
            road.leave()
            await road.ended.wait()

    def _session(self, hello: mqtt.Connect) -> Session:
        if hello.clean or not hello.client_id:
            self._forget(hello.client_id)
            session = Session(hello.client_id, hello.username)
        else:
            session = self._sessions.get(hello.client_id) or Session(hello.client_id, hello.username)
        self._sessions[hello.client_id] = session
        return session

    def _forget(self, client_id: str) -> None:
        session = self._sessions.pop(client_id, None)
        self.counts["held_back"] += session.held_back if session else 0

    def _leave(self, road: Road) -> None:
        self._roads.discard(road)
        road.ended.set()
        with contextlib.suppress(RuntimeError):
            road.abort()
        hello = road.hello
        if hello.clean and hello.level < mqtt.V5 and self._sessions.get(hello.client_id) is road.session:
            self._forget(hello.client_id)

    def _release(self) -> None:
        for road in tuple(self._roads):
            road.release()


async def _first(reader: asyncio.StreamReader, splitter: mqtt.Splitter) -> list[mqtt.Packet]:
    """The packets that came with the first bytes, a CONNECT before all."""
    while True:
        chunk = await reader.read(65_536)
        if not chunk:
            raise EOFError("the client left before it said who it is")
        if packets := splitter.feed(chunk):
            return packets
