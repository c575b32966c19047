"""
The integration as a whole: the parts, put together, and what goes on all the time.

    floors --heard, shown--> inbox <--webhook, feed-- systems
                               |
                             office --> books, outbox --> a poster per system

Nothing here opens a socket or starts a thread; all of that is handed in (`ports.py`). `Parts` names the classes that
do the work, so that one of them can be another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import msgspec
from lotproof.mocks.integration.canonical import Event, MalformedError, of_card, of_change, of_message, parsed
from lotproof.mocks.integration.chronicle import Chronicle
from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.completeness import Completeness
from lotproof.mocks.integration.desk import Desk
from lotproof.mocks.integration.epcis.query import Query
from lotproof.mocks.integration.epcis.telling import Teller
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.feed import Feed
from lotproof.mocks.integration.figures import Figures
from lotproof.mocks.integration.gate import StatusGate
from lotproof.mocks.integration.genealogy import Genealogy
from lotproof.mocks.integration.handlers.complaints import Complaints
from lotproof.mocks.integration.handlers.equipment import Calibrations, Equipment
from lotproof.mocks.integration.handlers.handler import Books, Handler
from lotproof.mocks.integration.handlers.lot_status import Dispositions, LotStatus
from lotproof.mocks.integration.handlers.master import Masters
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.handlers.movements import Movements
from lotproof.mocks.integration.handlers.orders import OrderRelease, OrderStatus
from lotproof.mocks.integration.handlers.packing import Packing, Unpacking
from lotproof.mocks.integration.handlers.production import Production
from lotproof.mocks.integration.handlers.quality import Quality
from lotproof.mocks.integration.handlers.recalls import Recalls
from lotproof.mocks.integration.handlers.receipts import Receipts
from lotproof.mocks.integration.handlers.reversals import MaterialReversed, ProductionReversed
from lotproof.mocks.integration.handlers.shipping import Returns, Shipments
from lotproof.mocks.integration.handlers.transfers import Transfers
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.numbering import Numbers
from lotproof.mocks.integration.office import Office
from lotproof.mocks.integration.outbox import Outbox, Posting
from lotproof.mocks.integration.ports import JSON, Answer, Ports, Unreachable
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.registration import Registration
from lotproof.mocks.integration.rules import Rules
from lotproof.mocks.integration.samples import TAG, Samples, Watched
from lotproof.mocks.integration.settings import Settings
from lotproof.mocks.integration.sheet import Sheet
from lotproof.mocks.integration.store import Store
from lotproof.mocks.integration.suppliers import SupplierNames
from lotproof.mocks.integration.tanks import Tanks, tanks_of
from lotproof.mocks.integration.trace import Tracer
from lotproof.mocks.integration.watch import Watch
from lotproof.mocks.integration.webhooks import Seal, Unsigned

log = logging.getLogger("integration")

HANDLERS: tuple[type[Handler], ...] = (
    OrderRelease,
    OrderStatus,
    Masters,
    Receipts,
    Material,
    MaterialReversed,
    Production,
    ProductionReversed,
    Packing,
    Unpacking,
    Movements,
    Transfers,
    Quality,
    Dispositions,
    Shipments,
    Returns,
    Complaints,
    Recalls,
    Equipment,
    Calibrations,
)


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """Who does the work."""

    inbox: type[Inbox] = Inbox
    outbox: type[Outbox] = Outbox
    poster: type[Poster] = Poster
    gate: type[StatusGate] = StatusGate
    client: type[SystemClient] = SystemClient
    exceptions: type[Exceptions] = Exceptions
    completeness: type[Completeness] = Completeness
    chronicle: type[Chronicle] = Chronicle
    lots: type[Lots] = Lots
    numbers: type[Numbers] = Numbers
    suppliers: type[SupplierNames] = SupplierNames
    tracer: type[Tracer] = Tracer
    samples: type[Samples] = Samples
    watched: type[Watched] = Watched
    teller: type[Teller] = Teller
    query: type[Query] = Query
    sheet: type[Sheet] = Sheet
    status: type[LotStatus] = LotStatus
    handlers: tuple[type[Handler], ...] = HANDLERS


class Integration:
    """
    Args:
        world: the content of `world.json`.
        settings: what a person may set.
        ports: clock, HTTP, floors, database.
        parts: other classes in the place of ours.
    """

    def __init__(self, world: JSON, settings: Settings, ports: Ports, parts: Parts | None = None) -> None:
        self.world, self.settings, self.ports = world, settings, ports
        self.parts = parts or Parts()
        self.rules = msgspec.convert(world.get("rules") or {}, Rules, strict=False)
        self.store = Store(ports.open_store(settings.database))
        self._zones = {plant.get("name", ""): zone_of(plant) for plant in world.get("plants") or ()}
        self._build_books()
        self._build_couriers()
        self._build_desk()
        self._learnt = False

    @property
    def ready(self) -> bool:
        return not self.waits_for()

    def waits_for(self) -> list[str]:
        """What is still to be done before nothing can be missed."""
        webhooks = [f"webhooks of {name}" for name, one in self.registrations.items() if not one.ready]
        feeds = [f"changes of {name}" for name, one in self.feeds.items() if not one.ready]
        floors = [f"floor {floor.name}" for floor in self.ports.floors if not floor.ready]
        return [*webhooks, *feeds, *floors, *([] if self._learnt else ["master data"])]

    def unread(self) -> list[str]:
        """The systems that are away, and since when nobody knows what happened there."""
        return [f"changes of {name} since {one.read_at.isoformat()}" for name, one in self.feeds.items() if one.away]

    # what goes on all the time

    async def run(self) -> None:
        """Work for ever. Whoever stops it without a word loses nothing but connections."""
        self._take_up()
        try:
            async with asyncio.TaskGroup() as group:
                for name, poster in self.posters.items():
                    group.create_task(self._keep(f"poster {name}", poster.run))
                    group.create_task(self._keep(f"registration {name}", partial(self._register, name)))
                    group.create_task(self._keep(f"feed {name}", self.feeds[name].run))
                group.create_task(self._keep("watch", self.watch.run))
                group.create_task(self._keep("master data", self._learn))
                for floor in self.ports.floors:
                    await floor.open(partial(self.heard, floor.name), partial(self.shown, floor.name))
        finally:
            for floor in self.ports.floors:
                await floor.close()

    def _take_up(self) -> None:
        """What was booked before we were here is still to be sent, and what waited may go on."""
        self.outbox.on_new = self._hand_over
        for posting in self.outbox.waiting():
            self._hand_over(posting)

    def _hand_over(self, posting: Posting) -> None:
        self.posters[posting.system].take(posting)

    async def _keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Whatever goes wrong in one part, it begins again, and the others never know."""
        while True:
            try:
                await work()
                return
            except Unreachable as away:
                log.info("%s: %s", name, away)
            except Exception:
                log.exception("%s begins again", name)
            await self.ports.clock.sleep(self.settings.backoff_first_s * 2)

    async def _register(self, system: str) -> None:
        await self.registrations[system].ensure()

    async def _learn(self) -> None:
        """Items and bills of material, from where they belong."""
        erp = self.clients["erp"]
        self.identities.learn([one async for one in erp.listed("/items")])
        self.completeness.learn([one async for one in erp.listed("/boms")])
        self.inbox.redo_all()
        self._learnt = True

    # what comes in

    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        """A message of the floor. When this returns it is safe, and may be acknowledged."""
        if TAG in topic:
            self.samples.take(topic, payload)
            return
        self._take(payload, wire, topic, of_card if wire.startswith("opcua") else of_message)

    async def shown(self, wire: str, cards: list[bytes]) -> None:
        """What stands on a wire when we come (back) to it: the last fact of each kind, perhaps one that we missed."""
        first = not self.store.known(f"wire:{wire}")
        for card in cards:
            if first:
                self._take_as_past(card, wire)
            else:
                self._take(card, wire, "card", of_card)
        self.store.know(f"wire:{wire}", "seen")

    async def webhook(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        """A delivery of a system; the status that it is answered with."""
        seal = self.seals.get(system)
        if seal is None:
            return 404
        try:
            seal.check(headers, body)
        except Unsigned:
            return 401
        self._take(body, "webhook", system, lambda payload: of_change(parsed(payload), system))
        return 204

    def _take_change(self, system: str, change: JSON) -> None:
        self._take(msgspec.json.encode(change), "feed", system, lambda payload: of_change(parsed(payload), system))

    def _take(self, payload: bytes, path: str, topic: str, read: Callable[[bytes], Event]) -> None:
        try:
            self.inbox.take(self.numbers.written_out(read(payload)), path)
        except MalformedError as wrong:
            plant = topic.split("/")[1] if topic.count("/") > 1 else ""
            self.inbox.refuse(payload, path=path, topic=topic, plant=plant, reason=str(wrong))

    def _take_as_past(self, card: bytes, wire: str) -> None:
        try:
            self.inbox.take_as_past(of_card(card), wire)
        except MalformedError:
            return

    # what is asked

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """A question to us."""
        return self.desk.get(path, query)

    async def post(self, path: str, body: bytes) -> Answer:
        """`/exceptions/{id}/replay`: try once more what a person has put right."""
        return self.desk.post(path)

    # how it is put together

    def _build_books(self) -> None:
        store, clock, parts = self.store, self.ports.clock, self.parts
        self.numbers = parts.numbers(self.rules.lot_number, self._zones)
        self.identities = Identities(store, self.world.get("items") or (), self.rules.backflush)
        self.genealogy = Genealogy(store, self.identities, clock)
        self.samples = parts.samples(store, self.rules.process_record.environment)
        suppliers = parts.suppliers(self.rules.scopes.get("supplier_lot", ""), self._zones)
        self.chronicle = parts.chronicle(self.genealogy, self.identities, suppliers)
        self.tanks = tanks_of(self.world)
        self.lots = parts.lots(store, self.genealogy, self.identities, self.rules, Tanks(store, self.tanks))
        self.exceptions = parts.exceptions(store, clock)
        self.completeness = parts.completeness(store, self.identities, self.exceptions, clock, self.rules)
        self.outbox = parts.outbox(store, clock)
        there = frozenset(self.world["systems"])
        books = Books(store=store, identities=self.identities, lots=self.lots, rules=self.rules, systems=there)
        flows = self.settings.flows
        self.office = Office(
            outbox=self.outbox,
            chronicle=self.chronicle,
            lots=self.lots,
            completeness=self.completeness,
            teller=parts.teller(store, self.chronicle, clock, self._offset),
            handlers=tuple(handler(books) for handler in parts.handlers if handler.flow in flows),
            status=parts.status(books) if LotStatus.flow in flows else None,
        )
        self.inbox = parts.inbox(store, self.office, self.exceptions, clock, self.rules.grace_s)

    def _build_couriers(self) -> None:
        self.clients = {name: self._client(name, endpoint) for name, endpoint in self.world["systems"].items()}
        gate = self.parts.gate(self.store)
        self.posters = {name: self._poster(client, gate) for name, client in self.clients.items()}
        self.feeds = {name: self._feed(client) for name, client in self.clients.items()}
        base = self.settings.public_url.rstrip("/")
        self.registrations = {
            name: Registration(client, f"{base}/webhooks/{name}", self.store) for name, client in self.clients.items()
        }
        age_s = self.settings.webhook_age_s
        self.seals = {name: Seal(one.webhook_secret, self.ports.clock, age_s) for name, one in self.clients.items()}

    def _client(self, name: str, endpoint: JSON) -> SystemClient:
        return self.parts.client(name, endpoint, http=self.ports.http, clock=self.ports.clock, settings=self.settings)

    def _poster(self, client: SystemClient, gate: StatusGate) -> Poster:
        return self.parts.poster(
            client,
            store=self.store,
            outbox=self.outbox,
            gate=gate,
            exceptions=self.exceptions,
            ports=self.ports,
            settings=self.settings,
            grace_s=self.rules.grace_s,
        )

    def _feed(self, client: SystemClient) -> Feed:
        return Feed(client, store=self.store, take=self._take_change, clock=self.ports.clock, settings=self.settings)

    def _build_desk(self) -> None:
        self.watch = Watch(
            inbox=self.inbox,
            completeness=self.completeness,
            lots=self.lots,
            identities=self.identities,
            erp=self.clients["erp"],
            clock=self.ports.clock,
        )
        tracer = self.parts.tracer(self.store, self.tanks)
        tracer.unread = self.unread
        tracer.watched = self.parts.watched(self.rules.telemetry)
        self.desk = Desk(
            waits_for=self.waits_for,
            tracer=tracer,
            exceptions=self.exceptions,
            figures=Figures(self.store, self.identities),
            query=self.parts.query(self.store, self.ports.clock),
            sheet=self.parts.sheet(self.store, self.identities),
            inbox=self.inbox,
            outbox=self.outbox,
        )

    def _offset(self, plant: str, at: str) -> str:
        """The plant's own offset from UTC at that time, as EPCIS spells it."""
        zone = self._zones.get(plant) or ZoneInfo("UTC")
        text = datetime.fromisoformat(at).astimezone(zone).strftime("%z")
        return f"{text[:3]}:{text[3:]}"


def zone_of(plant: JSON) -> ZoneInfo:
    return ZoneInfo(str(plant.get("timezone") or "UTC"))
