"""
The fast lane: the same plan, conductor, checks and record; no socket, no thread, no waiting.

    virtual loop --+-- MemoryFloor ----.
                   +-- LocalSystems ---+-- Instance (the reference, or a variant of it)
                   '-- conductor ------'

Its results never make a certificate. It takes the reference and its variants only: they are written for both lanes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.entries import ProcessEvent
from lotproof.harness.model.errors import InputError, RigError, unknown
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.seams import Channel, Reply, Systems
from lotproof.harness.model.tags import Tag
from lotproof.harness.model.world import Credentials, MqttEndpoint
from lotproof.harness.play.virtual import VirtualClock, VirtualLoop, run_virtual
from lotproof.harness.record.segment import Segment
from lotproof.harness.suite import told
from lotproof.harness.suite.connector import filled
from lotproof.harness.suite.guests import Guest, guests, reference_file
from lotproof.harness.suite.home import morning_after
from lotproof.harness.suite.instance import Build, Instance
from lotproof.harness.suite.options import OnProgress, Options
from lotproof.harness.suite.places import new_folder
from lotproof.harness.suite.run import Ended, ScenarioRun, Stretch, Take
from lotproof.harness.wire.memory import MemoryFloor
from lotproof.harness.wire.pen import Pen
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.settings import Settings
from lotproof.mocks.kit.config import ClientConfig, HostConfig
from lotproof.mocks.local import LocalSystems

BASE_NS = 1_767_225_600_000_000_000
"""2026-01-01: when the lane's wall clock begins, each time."""

FIRST_MORNING = datetime(2022, 1, 3, 6, tzinfo=UTC)
DAYS = 7
"""A run uses up at most so many days of its plant's calendar."""

SECRET = "only-in-process"
SIGNING = "whsec_bG90cHJvb2YtaW4tcHJvY2Vzcy1vbmx5"


class FastCompany:
    """The integrations as coroutines; to the conductor they are one."""

    def __init__(self, instances: Mapping[str, Instance], guests: Mapping[str, Guest], connectors: Any) -> None:
        self._instances, self._guests = instances, guests
        self.connectors: dict[str, Connector] = connectors

    @property
    def names(self) -> tuple[str, ...]:
        """Those under test."""
        return tuple(name for name, guest in self._guests.items() if not guest.escort)

    @property
    def ended(self) -> str:
        """
        Why one of those under test is gone; empty while all is well.

        Raises:
            RigError: if the escort is gone.
        """
        for name, instance in self._instances.items():
            if instance.ended and self._guests[name].escort:
                raise RigError("the escort is gone", which=name, got=instance.ended)
        return next(
            (f"{name}: {self._instances[name].ended}" for name in self.names if self._instances[name].ended), ""
        )

    @property
    def can_kill(self) -> bool:
        return True

    async def open(self) -> None:
        for instance in self._instances.values():
            await instance.start()

    async def start(self) -> None:
        for name in self.names:
            await self._instances[name].start()

    async def kill(self) -> None:
        for name in self.names:
            await self._instances[name].kill()

    async def stop(self) -> None:
        for instance in self._instances.values():
            await instance.stop()

    def keep_logs(self, folder: Path) -> None:
        """Coroutines print nothing."""


class FastLane:
    """A `Lane` without sockets."""

    name = "fast"
    notes: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    versions: dict[str, str] = {}

    def __init__(self, plan: Plan, who: tuple[Guest, ...], options: Options, clock: Clock) -> None:
        self.enterprise, self.clock = plan.enterprise, clock
        self._pen = Pen()
        self.floor = MemoryFloor(troubles=troubles(), clock=clock, topics=told.topics(plan.enterprise))
        self.local = LocalSystems(host_config(plan.enterprise, who), clock=clock, deliver=self._deliver)
        self.channels: tuple[Channel, ...] = (self.floor,)
        self.systems: Systems = self.local
        self._ports = {guest.name: number for number, guest in enumerate(who, start=1)}
        connectors = {
            guest.name: filled(guest.connector, port=self._ports[guest.name], here=guest.here) for guest in who
        }
        self._instances = {guest.name: self._instance(guest, options, plan.seed) for guest in who}
        self.company = FastCompany(self._instances, {guest.name: guest for guest in who}, connectors)

    async def open(self) -> None:
        await self.floor.open()
        await self.local.open()
        await self.company.open()

    async def close(self) -> None:
        await self.company.stop()
        await self.floor.close()
        await self.local.close()

    def record(self, segment: Segment | None, under_test: Iterable[str]) -> None:
        self._pen.segment = segment
        self.floor.record(segment)
        self.floor.aim(under_test)

    def interval_s(self) -> float:
        return 0.0

    async def ask(self, url: str) -> Reply:
        """A question of the rig's, answered in process."""
        parts = urlsplit(url)
        for name, port in self._ports.items():
            if parts.port == port:
                answer = await self._instances[name].get(parts.path, dict(parse_qsl(parts.query)))
                return Reply(status=answer.status, headers=answer.headers, body=answer.body)
        raise ConnectionRefusedError(url)

    async def _deliver(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """A system's webhook: `http://NAME.local/.../SYSTEM`."""
        parts = urlsplit(url)
        instance = self._instances.get((parts.hostname or "").removesuffix(".local"))
        if instance is None:
            raise ConnectionRefusedError(url)
        lower = {name.lower(): value for name, value in headers.items()}
        return await instance.webhook(parts.path.rstrip("/").rpartition("/")[2], lower, body)

    def _instance(self, guest: Guest, options: Options, seed: int) -> Instance:
        return Instance(
            guest.name,
            build_of(guest, self._world_of, "" if guest.escort else options.variant),
            systems=self.local,
            floor=self.floor,
            clock=self.clock,
            record=self._note,
            seed=seed,
            topics=heard(self.enterprise, guest.name),
        )

    def _world_of(self, guest: Guest) -> dict[str, Any]:
        """What `world.json` would say."""
        own = Credentials(client_id=guest.name, client_secret=SECRET)
        systems = {
            name: told.endpoint(name, said, url=self.local.urls[name], credentials=own, webhook_secret=SIGNING)
            for name, said in self.enterprise["systems"].items()
        }
        floor = memory_endpoint(self.enterprise, guest.name)
        world = told.world(self.enterprise, client=guest.name, systems=systems, mqtt=floor)
        content: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(world))
        return content

    def _note(self, event: ProcessEvent) -> None:
        self._pen.write("process", event)


def play_fast(options: Options, tell: OnProgress) -> tuple[list[Ended], Stretch]:
    """
    Play every scenario, each in a world of its own.

    Raises:
        InputError: if an integration is named that does not run in process.
        RigError: if the rig failed, or a thread was to start.
    """
    from lotproof.harness.suite.again import tries
    from lotproof.harness.suite.certify import plans_of
    from lotproof.harness.suite.conclude import with_verdicts

    who = guests(options.integrations, variant=options.variant)
    check_in_process(who)
    time = Stretch()
    ends: list[Ended] = []
    for plan in tries(plans_of(options), options, ends):
        ended = play_one(plan, who, options, tell)
        ends.append(with_verdicts(ended, options.only, tell, time) if options.tries > 1 else ended)
    return ends, time


def play_one(plan: Plan, who: tuple[Guest, ...], options: Options, tell: OnProgress) -> Ended:
    """One plan on a loop of its own."""

    async def main(loop: VirtualLoop) -> Ended:
        lane = FastLane(plan, who, options, VirtualClock(loop, base_ns=BASE_NS))
        try:
            await lane.open()
            return await ScenarioRun(lane, plan, take(plan, options), tell=tell).whole()
        finally:
            await lane.close()

    return run_virtual(main)


def play_on(plans: Sequence[Plan], who: tuple[Guest, ...], options: Options, tell: OnProgress) -> list[Ended]:
    """One plan after the other in one world, with integrations that keep running."""

    async def main(loop: VirtualLoop) -> list[Ended]:
        lane = FastLane(plans[0], who, options, VirtualClock(loop, base_ns=BASE_NS))
        try:
            await lane.open()
            ends: list[Ended] = []
            since = FIRST_MORNING
            for number, plan in enumerate(plans):
                taken = take(plan, options, number=number, first=plans[0], since=since)
                ends.append(await ScenarioRun(lane, plan, taken, tell=tell).whole())
                since = morning_after(taken.epoch, DAYS)
            return ends
        finally:
            await lane.close()

    return run_virtual(main)


def take(
    plan: Plan, options: Options, *, number: int = 0, first: Plan | None = None, since: datetime = FIRST_MORNING
) -> Take:
    """
    Everything about a run in this lane follows from its plan, its options and its place in its world.

    Args:
        number: how many runs the world has seen; each has a tag of its own.
        first: the plan of the world's first run: a plant's time only goes forward from there.
        since: when the run before it is over for certain.
    """
    days = (first or plan).seed % 1000 + number * DAYS
    return Take(
        folder=new_folder(options.runs, plan.scenario),
        tag=Tag(options.tag) if options.tag else Tag.of(plan.seed * 7919 + 31 + number * 104_729),
        epoch=plan.epoch(max(since, FIRST_MORNING + timedelta(days=days))),
        clock=options.clock,
        rate=options.rate,
    )


def check_in_process(who: tuple[Guest, ...]) -> None:
    """
    Only what is written for both lanes can be played here.

    Raises:
        InputError: if somebody else is named.
    """
    for guest in who:
        if guest.here.resolve() != reference_file().parent.resolve():
            raise InputError(
                "only the reference and its variants run in the fast lane",
                which=guest.name,
                where="Leave --lane away: everything else is certified on sockets.",
            )
        if guest.connector.trace.kind == "python":
            raise InputError(
                "an entry point is asked on sockets only",
                which=guest.name,
                got='[trace] kind = "python"',
                where="Leave --lane away.",
            )


def build_of(guest: Guest, world_of: Any, variant: str) -> Build:
    """What makes this guest out of its ports."""
    settings = settings_of(guest)
    if not variant:
        return lambda ports: Integration(world_of(guest), settings, ports)
    from lotproof.mocks.integration.variants import variants

    known = variants()
    if variant not in known:
        raise unknown("variant", variant, known)
    return lambda ports: known[variant].build(world_of(guest), settings, ports)


def settings_of(guest: Guest) -> Settings:
    """As its command line would say."""
    return Settings(flows=tuple(guest.connector.claims), public_url=f"http://{guest.name}.local")


def host_config(enterprise: dict[str, Any], who: tuple[Guest, ...]) -> HostConfig:
    """The systems, in memory."""
    own = {"rig": ClientConfig(secret=SECRET, role="rig"), "person": ClientConfig(secret=SECRET, role="person")}
    others = {guest.name: ClientConfig(secret=SECRET, webhook_secret=SIGNING) for guest in who}
    token_s = float(enterprise["rules"].get("token_s", 15))
    return HostConfig(enterprise=enterprise, clients={**own, **others}, token_s=token_s)


def memory_endpoint(enterprise: dict[str, Any], client: str) -> MqttEndpoint:
    """The memory wire, in the words of a broker."""
    root = enterprise["topic_root"]
    return MqttEndpoint(
        url="memory://floor",
        host="floor",
        port=0,
        version="3.1.1",
        credentials=Credentials(username=client),
        client_id=client,
        topic_root=root,
        events=f"{root}/+/+/+/+/_event/+",
        states=f"{root}/+/+/+/+/_state/+",
        tags=f"{root}/+/+/+/+/_tag/+",
    )


def heard(enterprise: dict[str, Any], client: str) -> tuple[str, ...]:
    """What the reference subscribes to: events, and measured values where a rule asks for them."""
    endpoint = memory_endpoint(enterprise, client)
    return (endpoint.events, endpoint.tags) if enterprise["rules"].get("process_record") else (endpoint.events,)
