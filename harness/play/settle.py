"""
Settled: all must-effects are in and what must be raised is raised, or the last deadline with its grace has passed; and
then quiet.

Quiet is no commit, and no end of a strike, for the longest of two seconds and what the integration's rhythm declares:
whoever got no answer until the strike was over has its say yet. Reads are not activity.
"""

import asyncio
from collections.abc import Awaitable, Callable

from lotproof.harness.model.entries import Settle
from lotproof.harness.play.conductor import Conductor

QUIET_S = 2.0


Raised = Callable[[tuple[str, ...]], Awaitable[bool]]
"""Whether the exception queues show something by one of these names."""


async def settle(conductor: Conductor, raised: Raised | None = None) -> Settle:
    """
    Wait until the run has settled, and write down which of the two ended the wait.

    Args:
        conductor: it has played.
        raised: looks into the exception queues; without it nothing is waited for there.

    Returns:
        `complete`, or `deadline` with the facts that are still open.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    await conductor.strikes_end(upper_s=60.0)
    end = loop.time() + conductor.longest_s()
    while conductor.open_facts.open and loop.time() < end:
        conductor.check()
        await conductor.wake.within(0.1)
    await conductor.trouble_ends(upper_s=60.0)
    still = conductor.open_facts.open
    if raised:
        await _raised(conductor, raised, end + conductor.settings.completion_s)
    await _quiet(conductor)
    body = Settle(
        why="deadline" if still else "complete",
        waited_s=round(loop.time() - started, 3),
        open_facts=tuple(sorted(still)),
    )
    conductor.segment.write("settle", body)
    return body


async def _raised(conductor: Conductor, raised: Raised, end: float) -> None:
    for names in conductor.open_facts.to_raise.values():
        while not await raised(names) and asyncio.get_running_loop().time() < end:
            conductor.check()
            await asyncio.sleep(0.1)


async def _quiet(conductor: Conductor) -> None:
    loop = asyncio.get_running_loop()
    quiet_s = max(QUIET_S, conductor.settings.quiet_s)
    while (left_s := conductor.stirred_at + quiet_s - loop.time()) > 0:
        conductor.check()
        await asyncio.sleep(min(left_s, 0.1))
