"""
An integration as coroutines on the lane's own loop: what in the other lane is a process, is here an owner of tasks.

    start: new owner --> tasks, connections, database
    kill:  owner dead --> its tasks stand still, open transactions are rolled back, connections are cut
    start: new owner on what was committed

Whoever calls it from outside waits for its answer or its death, whichever comes first.
"""

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.entries import ProcessEvent
from lotproof.harness.model.errors import RigError
from lotproof.harness.play.virtual import Owner, owner
from lotproof.harness.wire.memory import MemoryFloor
from lotproof.mocks.integration.ports import Answer, Handler, Ports, Unreachable
from lotproof.mocks.local import LocalSystems

T = TypeVar("T")

READY_S = 30.0
LOOK_S = 0.02
AGAIN_S = 0.2
PATIENT_S = 3600.0
"""The systems go on with a request though whoever made it has given up."""

ROAD_S = 0.001
"""How long a request, and its answer, are on their way."""


class Running(Protocol):
    """The integration's own face, whichever variant it is."""

    @property
    def ready(self) -> bool: ...

    async def run(self) -> None: ...

    async def webhook(self, system: str, headers: Mapping[str, str], body: bytes) -> int: ...

    async def get(self, path: str, query: Mapping[str, str]) -> Answer: ...


Build = Callable[[Ports], Running]


class Databases:
    """SQLite in memory by name; what was committed outlives whoever wrote it."""

    def __init__(self) -> None:
        self._open: dict[str, sqlite3.Connection] = {}

    def open(self, name: str) -> sqlite3.Connection:
        if name not in self._open:
            self._open[name] = sqlite3.connect(":memory:")
        return self._open[name]

    def cut(self) -> None:
        """The process is gone: what was not committed is lost, the rest is there for the next one."""
        for name, old in self._open.items():
            if old.in_transaction:
                old.execute("ROLLBACK")
            kept = sqlite3.connect(":memory:")
            old.backup(kept)
            old.close()
            self._open[name] = kept

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()


class LoopClock:
    """The integration's clock: the lane's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.wall_ns() / 1e9, UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Instance:
    """
    One integration in process.

    Args:
        name: its client id.
        build: makes it out of its ports.
        systems, floor: what it is connected to.
        clock: the lane's.
        record: where what happens to it is written down.
        seed: of its own chance (backoff), so that a lane can be played again.
        topics: what it subscribes to on the path that stands for MQTT.
    """

    ended = ""
    can_kill = True

    def __init__(
        self,
        name: str,
        build: Build,
        *,
        systems: LocalSystems,
        floor: MemoryFloor,
        clock: Clock,
        record: Callable[[ProcessEvent], None],
        seed: int = 0,
        topics: tuple[str, ...] = ("#",),
    ) -> None:
        self.topics = topics
        self.name, self._build, self._systems, self._floor = name, build, systems, floor
        self._clock, self._record, self._chance = clock, record, random.Random(seed)
        self._databases = Databases()
        self._outside = copy_context()
        self._owner = Owner(name)
        self._gone: asyncio.Future[None] | None = None
        self._running: Running | None = None

    # -- life and death --------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """
        Start it on what was committed, and wait until it is ready.

        Raises:
            RigError: if it is never ready.
        """
        self.ended = ""
        self._owner, self._gone = Owner(self.name), asyncio.get_running_loop().create_future()
        self._record(ProcessEvent(role=self.name, what="started"))
        self._inside(self._live()).add_done_callback(self._over)
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_S
        while not (self._running and self._running.ready):
            if self.ended or loop.time() > end:
                raise RigError("the integration in process is never ready", which=self.name, got=self.ended)
            await asyncio.sleep(LOOK_S)
        self._record(ProcessEvent(role=self.name, what="ready"))

    async def kill(self) -> None:
        """It stands still for ever from here on, wherever it was."""
        self._owner.dead = True
        if self._gone and not self._gone.done():
            self._gone.set_result(None)
        self._floor.kill(self.name)
        self._databases.cut()
        self._running = None
        self._record(ProcessEvent(role=self.name, what="killed"))

    async def stop(self) -> None:
        """The lane is over."""
        self._owner.dead = True
        self._floor.kill(self.name)
        self._databases.close()

    async def _live(self) -> None:
        ports = Ports(
            clock=LoopClock(self._clock),
            http=InProcessHttp(self),
            floors=(InProcessFloor(self, "mqtt"), InProcessFloor(self, "opcua")),
            open_store=self._databases.open,
            chance=self._chance,
        )
        self._running = self._build(ports)
        await self._running.run()

    def _over(self, task: asyncio.Task[None]) -> None:
        if self._owner.dead or task.cancelled():
            return
        failed = task.exception()
        self.ended = f"it ended by itself: {failed!r}" if failed else "it ended by itself"
        self._record(ProcessEvent(role=self.name, what="died", detail=self.ended))

    # -- crossing the border ---------------------------------------------------------------------------------------

    def _inside(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """A task of the integration's own."""
        context = self._outside.copy()
        context.run(owner.set, self._owner)
        return asyncio.get_running_loop().create_task(work, context=context)

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """
        Let it do something and wait for it.

        Raises:
            ConnectionError: if it dies meanwhile.
        """
        task, gone = self._inside(work), self._gone
        assert gone is not None
        either: set[asyncio.Future[Any]] = {task, gone}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ConnectionResetError(f"{self.name} is gone")
        return task.result()

    async def outside(self, work: Coroutine[Any, Any, T], timeout_s: float) -> T:
        """
        Let somebody else do something for it: that goes on though it gives up or dies.

        Raises:
            TimeoutError: if it takes too long.
        """
        task = asyncio.get_running_loop().create_task(work, context=self._outside.copy())
        done, _ = await asyncio.wait({task}, timeout=timeout_s)
        if not done:
            task.add_done_callback(_heard)
            raise TimeoutError
        return task.result()

    async def webhook(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        """
        A system delivers something to it.

        Raises:
            ConnectionError: if it is not there.
        """
        if self._running is None:
            raise ConnectionRefusedError(f"{self.name} is not there")
        return await self.call(self._running.webhook(system, headers, body))

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """
        Somebody asks it something.

        Raises:
            ConnectionError: if it is not there.
        """
        if self._running is None:
            raise ConnectionRefusedError(f"{self.name} is not there")
        return await self.call(self._running.get(path, query))


class InProcessHttp:
    """HTTP without a wire: the systems' own applications are called, on their side of the border."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> Answer:
        """One request, one answer."""
        try:
            work = self._answered(method, url, headers, body)
            status, said, content = await self._instance.outside(work, timeout_s)
        except (OSError, TimeoutError) as lost:
            raise Unreachable(str(lost) or type(lost).__name__) from lost
        return Answer(status=status, headers={name.lower(): value for name, value in said.items()}, body=content)

    async def _answered(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        await asyncio.sleep(ROAD_S)
        answer = await self._instance._systems.request(method, url, headers, body, PATIENT_S)
        await asyncio.sleep(ROAD_S)
        return answer


class InProcessFloor:
    """One path of the memory wire, kept open through every loss."""

    def __init__(self, instance: Instance, name: str) -> None:
        self.name, self._instance, self._floor = name, instance, instance._floor
        self.ready = False
        self._handler: Handler | None = None
        self._shown: Callable[[list[bytes]], Awaitable[None]] | None = None

    async def open(self, handler: Handler, shown: Callable[[list[bytes]], Awaitable[None]]) -> None:
        self._handler, self._shown = handler, shown
        asyncio.get_running_loop().create_task(self._connect())

    async def close(self) -> None:
        """The session stays, as on a wire."""

    async def _connect(self) -> None:
        while True:
            with contextlib.suppress(ConnectionError):
                self._floor.connect(
                    self._instance.name,
                    self._hand,
                    path=self.name,  # type: ignore[arg-type]
                    filters=self._instance.topics,
                    lost=self._lost,
                )
                break
            await asyncio.sleep(AGAIN_S)
        if self.name == "opcua" and self._shown:
            await self._shown(self._floor.cards(self._instance.name))
        self.ready = True

    def _lost(self) -> None:
        """Somebody else's doing: the way back is the integration's own."""
        instance = self._instance
        instance._inside(self._again())

    async def _again(self) -> None:
        await asyncio.sleep(AGAIN_S)
        await self._connect()

    async def _hand(self, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        assert self._handler is not None
        await self._instance.call(self._handler(topic, payload, dup, retained))  # type: ignore[arg-type]


def _heard(task: asyncio.Task[Any]) -> None:
    """Nobody waits for it any more."""
    if not task.cancelled():
        task.exception()
