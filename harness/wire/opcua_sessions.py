"""
The session layer of an OPC UA server, watched: what was sent to whom, what they confirmed, and what they read.

    asyncua  InternalServer.create_session --> WatchedSession
                 read               -> delivered (how: read; the first time only, an answer counts as confirmed)
                 publish (acks)     -> delivered, acked
                 republish          -> delivered (dup)
             subscription's results -> delivered (how: notification | event), strikes that cut

This leans on asyncua's inner classes: `SUPPORTED` names the versions it was written against. With another version the
server runs unwatched: nothing of `delivered` is written then, and the floor's notes say so.
"""

import asyncio
from collections import defaultdict
from typing import Any

import asyncua
from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.server.internal_server import InternalServer
from asyncua.server.internal_session import InternalSession
from asyncua.server.monitored_item_service import MonitoredItemValues
from lotproof.harness.model.entries import Delivered
from lotproof.harness.model.troubles import Crossing
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.strikes import Strikes

SUPPORTED = ("2.1.",)


def supported() -> bool:
    """Whether this asyncua has the inside that is watched."""
    version = getattr(asyncua, "__version__", "") or _version()
    return version.startswith(SUPPORTED)


def _version() -> str:
    from importlib.metadata import version

    return version("asyncua")


class Uncopied(MonitoredItemValues):  # type: ignore[misc]
    """
    Values of a monitored item, kept as they are.

    asyncua copies each value deeply for each item that monitors it, which is most of the cost of a write; a value
    that is made anew for each write, as all of ours are, needs no copy.
    """

    current_dvalue: Any
    old_dvalue: Any

    @classmethod
    def of(cls, values: MonitoredItemValues) -> "Uncopied":
        new = cls()
        new.current_dvalue, new.old_dvalue = values.current_dvalue, values.old_dvalue
        return new

    def set_current_datavalue(self, cur_val: ua.DataValue) -> None:
        self.old_dvalue, self.current_dvalue = self.current_dvalue, cur_val


class Watch:
    """
    What is watched on one server.

    `streams` maps names of `SourceSeq` nodes to their streams; `index` is our namespace on this server.
    """

    def __init__(self, *, index: int, streams: dict[str, str], deliveries: Deliveries, strikes: Strikes) -> None:
        self.index, self.streams = index, streams
        self.deliveries, self.strikes = deliveries, strikes
        self.server: asyncua.Server | None = None
        self._items: dict[tuple[int, int], str] = {}
        self._events: dict[tuple[int, int], tuple[int, int]] = {}
        self._unconfirmed: dict[tuple[int, int], list[Delivered | None]] = defaultdict(list)
        self._unsent: dict[tuple[int, int], list[tuple[Crossing, str]]] = {}
        self._read: set[tuple[str, str, int]] = set()
        self._cut: dict[str, Any] = {}

    # what clients ask for

    def item_made(self, subscription: int, request: Any) -> None:
        """A client monitors something: remember which of its handles bear a source identity."""
        handle = (subscription, int(request.RequestedParameters.ClientHandle))
        item = request.ItemToMonitor
        if item.AttributeId == ua.AttributeIds.EventNotifier:
            places = event_places(request.RequestedParameters.Filter)
            if places:
                self._events[handle] = places
        elif name := self._seq_node(item.NodeId):
            self._items[handle] = name

    def read(self, client: str, params: Any, results: list[Any]) -> None:
        """A read was answered: what of it bears a source identity."""
        for wanted, result in zip(params.NodesToRead, results, strict=False):
            name = self._seq_node(wanted.NodeId) if wanted.AttributeId == ua.AttributeIds.Value else ""
            seq = _number(result)
            if name and seq and (client, name, seq) not in self._read:
                self._read.add((client, name, seq))
                self._answered(Crossing(client=client, address=name, stream=self.streams[name], seq=seq))

    # what they are sent

    def sending(self, client: str, result: Any) -> None:
        """A publish result is about to be sent to a client's subscription."""
        crossings = list(self._crossings(client, result))
        moves = [self.strikes.delivery(crossing)[0] for crossing, _ in crossings]
        key = (int(result.SubscriptionId), int(result.NotificationMessage.SequenceNumber))
        if "cut_before" in moves:
            self._unsent[key] = crossings
            self.cut(client)
            return
        self._unconfirmed[key] = [self.deliveries.sent(crossing, how=how) for crossing, how in crossings]
        if "cut_after" in moves:
            asyncio.get_running_loop().call_soon(self.cut, client)

    def confirmed(self, acks: Any) -> None:
        """A client confirmed publish results."""
        for ack in acks:
            key = (int(ack.SubscriptionId), int(ack.SequenceNumber))
            for copy in self._unconfirmed.pop(key, ()):
                self.deliveries.confirmed(copy)

    def sent_again(self, client: str, subscription: int, number: int) -> None:
        """A client asked for a publish result again (Republish)."""
        key = (subscription, number)
        for crossing, how in self._unsent.pop(key, ()):
            self._unconfirmed[key].append(self.deliveries.sent(crossing, how=how))
        for copy in tuple(self._unconfirmed.get(key, ())):
            if copy:
                crossing = Crossing(client=client, address=copy.address, stream=copy.stream, seq=copy.seq)
                self._unconfirmed[key].append(self.deliveries.sent(crossing, how="republish", dup=True))

    # strikes

    def cut(self, client: str) -> None:
        """All connections of this client die at once."""
        for protocol in self._protocols():
            if protocol.transport and user_of(protocol) == client:
                self._cut[client] = protocol
                protocol.transport.abort()

    def away(self) -> bool:
        """Whether a client that was cut off has no session yet: its new connection is not the one that was cut."""
        here = {user_of(protocol): protocol for protocol in self._protocols()}
        back = [client for client, cut in self._cut.items() if here.get(client, cut) is not cut]
        for client in back:
            del self._cut[client]
        return bool(self._cut)

    def _protocols(self) -> tuple[Any, ...]:
        return tuple(self.server.bserver.clients) if self.server and self.server.bserver else ()

    def _answered(self, crossing: Crossing) -> None:
        move, _ = self.strikes.delivery(crossing)
        if move == "cut_before":
            self.cut(crossing.client)
            return
        self.deliveries.sent(crossing, how="read", acked=move == "pass")
        if move == "cut_after":
            asyncio.get_running_loop().call_soon(self.cut, crossing.client)

    def _crossings(self, client: str, result: Any) -> Any:
        subscription = int(result.SubscriptionId)
        for part in result.NotificationMessage.NotificationData:
            if isinstance(part, ua.DataChangeNotification):
                yield from self._changes(client, subscription, part)
            elif isinstance(part, ua.EventNotificationList):
                yield from self._happenings(client, subscription, part)

    def _changes(self, client: str, subscription: int, part: Any) -> Any:
        for item in part.MonitoredItems:
            name = self._items.get((subscription, int(item.ClientHandle)))
            seq = _number(item.Value)
            if name and seq:
                yield Crossing(client=client, address=name, stream=self.streams[name], seq=seq), "notification"

    def _happenings(self, client: str, subscription: int, part: Any) -> Any:
        for event in part.Events:
            places = self._events.get((subscription, int(event.ClientHandle)))
            if places:
                stream, seq = (event.EventFields[place].Value for place in places)
                if stream and seq:
                    yield Crossing(client=client, address="Server", stream=stream, seq=int(seq)), "event"

    def _seq_node(self, nodeid: Any) -> str:
        name = str(nodeid.Identifier) if nodeid.NamespaceIndex == self.index else ""
        return name if name in self.streams else ""


class WatchedServer(InternalServer):  # type: ignore[misc]
    """asyncua's inner server, whose sessions from outside are watched."""

    watch: Watch | None = None

    def create_session(self, name: Any, user: Any = None, external: bool = False) -> InternalSession:
        if not external or self.watch is None:
            return super().create_session(name, external=external)
        session = WatchedSession(self, self.aspace, self.subscription_service, name, external=True)
        session.watch = self.watch
        return session


class WatchedSession(InternalSession):  # type: ignore[misc]
    """A client's session: does what asyncua does, and tells the watch."""

    watch: Watch

    def activate_session(self, params: Any, peer_certificate: Any) -> Any:
        result = super().activate_session(params, peer_certificate)
        client = name_of(self)
        if self.watch.strikes.refuses(client):
            self._turn_away()
            raise ServiceError(ua.StatusCodes.BadConnectionClosed)
        return result

    async def read(self, params: Any) -> Any:
        results = await super().read(params)
        self.watch.read(name_of(self), params, results)
        return results

    async def create_subscription(self, params: Any, callback: Any, request_callback: Any = None) -> Any:
        result = await super().create_subscription(params, callback, request_callback)
        made = self.subscription_service.subscriptions.get(result.SubscriptionId)
        if made is not None:
            self._watch_results(made)
        return result

    async def create_monitored_items(self, params: Any) -> Any:
        for request in params.ItemsToCreate:
            self.watch.item_made(int(params.SubscriptionId), request)
        results = await super().create_monitored_items(params)
        self._leave_copies_out(int(params.SubscriptionId), results)
        return results

    def publish(self, acks: Any = None) -> Any:
        self.watch.confirmed(acks or ())
        return super().publish(acks)

    def republish(self, params: Any) -> Any:
        message = super().republish(params)
        if message.NotificationData:
            self.watch.sent_again(name_of(self), int(params.SubscriptionId), int(params.RetransmitSequenceNumber))
        return message

    def _watch_results(self, made: Any) -> None:
        pop = made._pop_publish_result
        sessions = self.iserver._external_sessions

        def watched() -> Any:
            result = pop()
            owner = next((one for one in sessions.values() if one.session_id == made.session_id), self)
            self.watch.sending(name_of(owner), result)
            return result

        made._pop_publish_result = watched

    def _leave_copies_out(self, subscription: int, results: Any) -> None:
        made = self.subscription_service.subscriptions.get(subscription)
        items = made.monitored_item_srv._monitored_items if made else {}
        for result in results:
            item = items.get(result.MonitoredItemId)
            if item and item.read_value_id.NodeId.NamespaceIndex == self.watch.index:
                item.mvalue = Uncopied.of(item.mvalue)

    def _turn_away(self) -> None:
        server = self.watch.server
        for protocol in tuple(server.bserver.clients) if server and server.bserver else ():
            if protocol.processor and protocol.processor.session is self and protocol.transport:
                protocol.transport.abort()


def user_of(protocol: Any) -> str:
    """The user of a connection's session; empty while there is none."""
    session = protocol.processor.session if protocol.processor else None
    return name_of(session) if session is not None else ""


def name_of(session: Any) -> str:
    """The user of a session; empty while it is not activated."""
    return str(getattr(session.user, "name", "") or "")


def event_places(event_filter: Any) -> tuple[int, int] | None:
    """Where `SourceStream` and `SourceSeq` stand among the fields that a client selected."""
    names = [
        clause.BrowsePath[-1].Name if clause.BrowsePath else "" for clause in getattr(event_filter, "SelectClauses", ())
    ]
    if "SourceStream" not in names or "SourceSeq" not in names:
        return None
    return names.index("SourceStream"), names.index("SourceSeq")


def _number(value: Any) -> int:
    content = value.Value.Value if value is not None and value.Value is not None else 0
    return content if isinstance(content, int) else 0
