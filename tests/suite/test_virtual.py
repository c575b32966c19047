"""The fast lane's loop: time that passes without waiting, and tasks of the dead that stand still."""

import asyncio
import time
from typing import Any

import pytest
from lotproof.harness.model.errors import RigError
from lotproof.harness.play.virtual import Owner, VirtualClock, VirtualLoop, owner, run_virtual


def test_time_passes_without_waiting() -> None:
    """An hour of sleep ends when the loop's clock says an hour, whatever the wall says."""

    async def main(loop: VirtualLoop) -> float:
        await asyncio.sleep(3600)
        return loop.time()

    before = time.monotonic()

    assert run_virtual(main) == pytest.approx(3600)
    assert time.monotonic() - before < 3600


def test_timers_fire_in_order() -> None:
    """Who sleeps shorter wakes first, however the tasks were started."""

    async def main(loop: VirtualLoop) -> list[float]:
        woken: list[float] = []

        async def sleep(span: float) -> None:
            await asyncio.sleep(span)
            woken.append(span)

        await asyncio.gather(*(sleep(span) for span in (3, 1, 2)))
        return woken

    assert run_virtual(main) == [1, 2, 3]


def test_no_moment_is_given_twice() -> None:
    """`mono_ns` grows with each reading though the loop's time stands still."""

    async def main(loop: VirtualLoop) -> list[int]:
        clock = VirtualClock(loop, base_ns=0)
        return [clock.mono_ns() for _ in range(100)]

    given = run_virtual(main)

    assert len(set(given)) == 100 and given == sorted(given)


def test_a_thread_ends_the_lane() -> None:
    """Work that is handed to a thread makes the lane's result the rig's failure, though nobody saw the error."""

    async def main(loop: VirtualLoop) -> str:
        try:
            await asyncio.to_thread(time.sleep, 0)
        except RigError:
            return "swallowed"
        return "done"

    with pytest.raises(RigError, match="a thread is to start"):
        run_virtual(main)


def test_waiting_for_ever_is_an_error() -> None:
    """A loop on which nobody has anything to wait for says so."""

    async def main(loop: VirtualLoop) -> None:
        await loop.create_future()

    with pytest.raises(RigError, match="never comes"):
        run_virtual(main)


def test_spinning_is_an_error() -> None:
    """A task that gives way again and again without waiting stops the clock, and is found out."""

    async def main(loop: VirtualLoop) -> None:
        while True:  # noqa: ASYNC110
            await asyncio.sleep(0)

    with pytest.raises(RigError, match="spins"):
        run_virtual(main)


def test_the_dead_stand_still() -> None:
    """What belongs to a dead owner runs neither on, nor into `except` or `finally`, until the lane is over."""
    seen: list[str] = []

    async def life(name: str) -> None:
        try:
            child = asyncio.create_task(asyncio.sleep(2))
            await child
            seen.append(f"{name} went on")
        except asyncio.CancelledError:
            seen.append(f"{name} was cancelled")
            raise

    async def main(loop: VirtualLoop) -> list[str]:
        whose = Owner("integration")
        token = owner.set(whose)
        loop.create_task(life("owned"))
        owner.reset(token)
        other = loop.create_task(life("other"))
        await asyncio.sleep(1)
        whose.dead = True
        await other
        await asyncio.sleep(10)
        return list(seen)

    assert run_virtual(main) == ["other went on"]
    assert seen == ["other went on"]


def test_what_the_dead_were_waited_for_is_settled_by_others() -> None:
    """Somebody alive who waits for a task of the dead can be told by whoever killed them."""

    async def main(loop: VirtualLoop) -> str:
        whose = Owner("integration")
        gone: asyncio.Future[Any] = loop.create_future()
        token = owner.set(whose)
        work = loop.create_task(asyncio.sleep(5, "answered"))
        owner.reset(token)

        def kill() -> None:
            whose.dead = True
            gone.set_result(None)

        loop.call_later(1, kill)
        done, _ = await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        return "answered" if work in done else "connection lost"

    assert run_virtual(main) == "connection lost"


def test_the_shortest_wait_ends() -> None:
    """Late in a long day a wait that is shorter than a timer can tell passes too."""

    async def main(loop: VirtualLoop) -> float:
        await asyncio.sleep(86_400)
        end = loop.time() + 1e-10
        while loop.time() < end:  # noqa: ASYNC110
            await asyncio.sleep(end - loop.time())
        return loop.time()

    assert run_virtual(main) > 86_400
