"""
The floor on MQTT: a Unified Namespace in JSON, behind a link that notes every delivery.

    {root}/{plant}/{area}/{line}/{equipment}/_event/{kind}   what happened: once, QoS 1
                                            /_state/{name}   what is so now: retained
                                            /_tag/{name}     what is measured: retained
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from lotproof.harness.model.clocks import Clock, SystemClock
from lotproof.harness.model.errors import RigError
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Troubles
from lotproof.harness.model.world import Credentials, MqttEndpoint
from lotproof.harness.record.segment import Segment
from lotproof.harness.wire.broker import Broker
from lotproof.harness.wire.mqtt_link import MqttLink
from lotproof.harness.wire.pen import Pen
from lotproof.harness.wire.publisher import Publisher
from lotproof.harness.wire.shift import Shift
from lotproof.harness.wire.showing import repeated, resent, values_of
from lotproof.harness.wire.topics import Topics

Message = tuple[str, dict[str, Any], bool]
"""Topic, payload, retained."""

ASYNCAPI = "asyncapi.json"
"""Beside `world.json`."""

encode = msgspec.json.Encoder(decimal_format="string").encode


class MqttFloor:
    """
    The Channel `mqtt`: publisher, broker and link. Clients connect to `host` and `port`, which stay over all runs.

    Args:
        broker: started already; it outlives the floor.
        username, password: the plant's own at the broker.
        troubles: faults by name (`harness.faults.troubles.troubles()`).
        under_test: MQTT user names that strikes are for; none means all.
        segment: where deliveries and strikes are written; `record` changes it between runs.
        host, port: where clients find the link; port 0 takes a free one.
        guests: names and passwords that the link lets in by itself, where the broker knows the plant's account only.
    """

    name = "mqtt"

    def __init__(
        self,
        *,
        broker: Broker,
        username: str,
        password: str,
        troubles: Troubles,
        under_test: Iterable[str] = (),
        segment: Segment | None = None,
        clock: Clock | None = None,
        topics: Topics | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        guests: Mapping[str, str] | None = None,
    ) -> None:
        self.topics = topics or Topics()
        self.pen = Pen(segment)
        self._clock = clock or SystemClock()
        self._credentials = (username, password)
        self._broker = broker
        self.link = MqttLink(
            broker=(broker.host, broker.port),
            pen=self.pen,
            troubles=troubles,
            under_test=under_test,
            host=host,
            port=port,
            users=guests,
            account=(username, password),
        )
        self._publisher: Publisher | None = None
        self._shift = Shift()

    @property
    def port(self) -> int:
        """The link's port: what goes into `world.json`."""
        return self.link.port

    def record(self, segment: Segment | None) -> None:
        """From now on entries go into this segment."""
        self.pen.segment = segment
        self._shift.forget()

    def aim(self, under_test: Iterable[str]) -> None:
        """From now on strikes are for these users."""
        self.link.strikes.under_test = frozenset(under_test)

    def address(self, signal: Signal) -> str:
        """The topic of the signal's event, or of its value where it is no business event."""
        return self._messages(signal)[-1][0]

    def describe(self, credentials: Credentials, client_id: str) -> MqttEndpoint:
        """The floor's broker as `world.json` tells it to one client; call it when the floor is open."""
        return MqttEndpoint(
            url=f"mqtt://{self.link.host}:{self.port}",
            host=self.link.host,
            port=self.port,
            version="3.1.1",
            credentials=credentials,
            client_id=client_id,
            topic_root=self.topics.root,
            events=f"{self.topics.root}/+/+/+/+/_event/+",
            states=f"{self.topics.root}/+/+/+/+/_state/+",
            tags=f"{self.topics.root}/+/+/+/+/_tag/+",
            asyncapi=ASYNCAPI,
        )

    async def open(self) -> None:
        """
        Listen for clients, and connect the plant's publisher.

        Raises:
            InputError: if the port that was asked for is taken.
            RigError: if the broker is not there.
        """
        username, password = self._credentials
        await self.link.open()
        self._publisher = Publisher(
            host=self._broker.host, port=self._broker.port, username=username, password=password
        )
        await self._publisher.open()

    async def show(self, signal: Signal) -> None:
        """
        Publish the signal; it is with the broker when this returns.

        A strike may have it published again, and something before it that nobody can read.
        """
        for broken in self.link.strikes.poison(signal.stream, signal.seq):
            await self._open_publisher().publish(self.address(signal), broken)
        await self._publish(signal)
        self._shift.note(signal)
        for _ in range(self.link.strikes.shown(signal.stream, signal.seq)):
            await self._show_again(signal)

    async def strike(self, plan: StrikePlan, signal: Signal | None) -> None:
        """Arm a strike; call it before `show` of the signal that it is aimed at. A replay is through on return."""
        self.link.strike(plan, signal, self.address(signal) if signal else "")
        for before in self.link.strikes.replay(plan, self._shift):
            await self._show_again(before)

    def away(self) -> bool:
        """Nobody: what was said while a client was away waits for it."""
        return False

    async def close(self) -> None:
        """Close the link and the publisher; the broker stays."""
        await self.link.close()
        if self._publisher:
            await self._publisher.close()

    async def _publish(self, signal: Signal) -> None:
        publisher = self._open_publisher()
        for topic, payload, retain in self._messages(signal):
            await publisher.publish(topic, encode(payload), retain=retain)

    def _open_publisher(self) -> Publisher:
        if self._publisher is None:
            raise RigError("a signal was shown on a floor that is not open", which=self.name)
        return self._publisher

    async def _show_again(self, signal: Signal) -> None:
        """The source repeats itself: a new event id, the same stream and seq; written down before it is sent."""
        again = repeated(signal, self._clock)
        self.pen.write("sent", resent(self.name, self.address(again), again))
        await self._publish(again)

    def _messages(self, signal: Signal) -> list[Message]:
        """All that the signal says on this wire, the values before the event."""
        values = [self._value(signal, branch, name, value) for branch, name, value in values_of(signal)]
        event = [(self.topics.event(signal), signal.payload, False)] if signal.payload else []
        return [*values, *event]

    def _value(self, signal: Signal, branch: str, name: str, value: dict[str, Any]) -> Message:
        source = {"occurred_at": signal.occurred_at, "stream": signal.stream, "seq": signal.seq}
        return self.topics.of(signal, branch, name), {**value, **source}, True
