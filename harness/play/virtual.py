"""
The lane without waiting: an event loop whose clock moves only when everybody waits.

    all tasks wait --> the next timer is due in 1.5 s --> the clock says 1.5 s later --> the timer fires

No thread may start here, since virtual time does not wait for one. A task belongs to the owner that was set when it
was created; once its owner is dead it stands still for ever, as a killed process does: no `except`, no `finally`.
"""

import asyncio
import contextlib
import heapq
import logging
import selectors
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextvars import Context, ContextVar
from typing import Any, TypeVar

from lotproof.harness.model.errors import RigError

T = TypeVar("T")

STUCK = 500_000
"""So many turns of the loop without the clock moving are a loop that waits for itself."""


TURN_S = 1e-9
"""What a turn of the loop takes: who waits for less than a timer can measure waits for it, not for ever."""

HOLDS = 20
"""How often a task may take hold of itself again before it is let go."""


class Owner:
    """Whom tasks belong to."""

    def __init__(self, name: str) -> None:
        self.name, self.dead = name, False


owner: ContextVar[Owner | None] = ContextVar("owner", default=None)


class Unhurried(selectors.BaseSelector):
    """A selector that never waits: the time that it would have waited has passed at once."""

    def __init__(self) -> None:
        self.now = 0.0
        self.turns = 0
        self._keys: dict[Any, selectors.SelectorKey] = {}

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RigError("everybody waits for something that never comes", which="the fast lane")
        self.turns = 0 if timeout > 0 else self.turns + 1
        if self.turns > STUCK:
            raise RigError("somebody spins without waiting", which="the fast lane", got=f"{STUCK} turns of the loop")
        self.now += max(timeout, TURN_S)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        self._keys[fileobj] = selectors.SelectorKey(fileobj, 0, events, data)
        return self._keys[fileobj]

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._keys.pop(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._keys


class _Handle(asyncio.Handle):
    __slots__ = ()

    def _run(self) -> None:
        if not _held(self):
            super()._run()


class _TimerHandle(asyncio.TimerHandle):
    __slots__ = ()

    def _run(self) -> None:
        if not _held(self):
            super()._run()


def _held(handle: Any) -> bool:
    whose = handle._context.get(owner)
    return whose is not None and whose.dead


class VirtualLoop(asyncio.SelectorEventLoop):
    """
    An event loop of its own time, which begins at 0.

    `failure` is what made the lane worthless, such as a thread that was to start; it is raised when the lane ends.
    """

    def __init__(self) -> None:
        self._unhurried = Unhurried()
        self.failure: RigError | None = None
        self._owned: list[tuple[Owner, asyncio.Task[Any]]] = []
        super().__init__(self._unhurried)
        self.set_task_factory(self._make_task)

    def time(self) -> float:
        return self._unhurried.now

    def rest(self) -> None:
        """Forget how often it has turned: a new stretch of work begins."""
        self._unhurried.turns = 0

    def fail(self, failure: RigError) -> RigError:
        self.failure = self.failure or failure
        return failure

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> Any:
        raise self.fail(no_thread(getattr(func, "__qualname__", repr(func))))

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer: Any = _TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)  # type: ignore[attr-defined]
        timer._scheduled = True
        return timer  # type: ignore[no-any-return]

    def _call_soon(self, callback: Callable[..., Any], args: Any, context: Context | None) -> asyncio.Handle:
        handle = _Handle(callback, args, self, context)
        self._ready.append(handle)  # type: ignore[attr-defined]
        return handle

    def _make_task(self, loop: Any, coro: Any, context: Context | None = None) -> asyncio.Task[Any]:
        task = asyncio.Task(coro, loop=loop, context=context)
        whose = context.get(owner) if context else owner.get()
        if whose is not None:
            self._owned.append((whose, task))
        return task

    def bury(self) -> None:
        """Let go of the tasks of the dead; what they would still say on their way out is not heard."""
        logging.disable(logging.CRITICAL)
        try:
            for task in [task for whose, task in self._owned if whose.dead and not task.done()]:
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                _let_go(task.get_coro())
        finally:
            logging.disable(logging.NOTSET)
            self._owned.clear()


def _let_go(coroutine: Any) -> None:
    """Close it, however often it takes hold of itself again."""
    for _ in range(HOLDS):
        try:
            coroutine.close()
        except BaseException:
            continue
        return


def no_thread(what: str) -> RigError:
    return RigError(
        "a thread is to start in the fast lane",
        which=what,
        expected="coroutines only: virtual time does not wait for a thread",
        where="In the systems' kit, write every handler and every dependency with `async def`.",
    )


class VirtualClock:
    """Wall and monotonic time of a virtual loop; `mono_ns` is never given twice."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, base_ns: int) -> None:
        self._loop, self._base_ns, self._last = loop, base_ns, 0

    def wall_ns(self) -> int:
        return self._base_ns + round(self._loop.time() * 1e9)

    def mono_ns(self) -> int:
        now = round(self._loop.time() * 1e9)
        self._last = now if now > self._last else self._last + 1
        return self._last


@contextlib.contextmanager
def without_threads(loop: VirtualLoop) -> Iterator[None]:
    """A thread that this one wants to start is refused, and noted as the lane's failure."""
    here, start = threading.current_thread(), threading.Thread.start

    def refused(thread: threading.Thread) -> None:
        if threading.current_thread() is here:
            raise loop.fail(no_thread(thread.name))
        start(thread)

    threading.Thread.start = refused  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]


def run_virtual(main: Callable[[VirtualLoop], Coroutine[Any, Any, T]]) -> T:
    """
    Run to the end on a loop of its own.

    Raises:
        RigError: if a thread was to start, or everybody waits for ever.
    """
    loop = VirtualLoop()
    try:
        with without_threads(loop):
            result = loop.run_until_complete(main(loop))
        if loop.failure:
            raise loop.failure
        return result
    finally:
        _close(loop)


def _close(loop: VirtualLoop) -> None:
    """End what is left: the living are cancelled and may clean up, the dead are buried."""
    loop.rest()
    dead = {task for whose, task in loop._owned if whose.dead}
    living = [task for task in asyncio.all_tasks(loop) if task not in dead]
    for task in living:
        task.cancel()
    with contextlib.suppress(RigError):
        loop.run_until_complete(asyncio.gather(*living, return_exceptions=True)) if living else None
    loop.bury()
    with contextlib.suppress(RigError):
        loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
