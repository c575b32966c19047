"""
Who plays one plan for a hunt: the fast lane, or one world of sockets that stays open from run to run.

On sockets the integration keeps running: what one schedule leaves behind, the next one meets.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import msgspec
from lotproof.harness.model.plans import Plan
from lotproof.harness.suite.certify import take
from lotproof.harness.suite.fast import play_one
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.options import Options, Progress
from lotproof.harness.suite.run import Ended, ScenarioRun
from lotproof.harness.suite.sockets import SocketLane, opened_lane, opened_world


class Player(Protocol):
    """Plays one plan after another into a folder of runs."""

    def play(self, plan: Plan, runs: Path) -> Ended: ...

    def close(self) -> None: ...


class FastPlayer:
    """Everything is new for each plan."""

    def __init__(self, options: Options) -> None:
        self._options, self._who = options, guests(options.integrations, variant=options.variant)

    def play(self, plan: Plan, runs: Path) -> Ended:
        return play_one(plan, self._who, msgspec.structs.replace(self._options, runs=runs), silent)

    def close(self) -> None:
        """Nothing is open."""


class SocketPlayer:
    """One world, opened when it is needed; after a run that did not end well the next one gets a new world."""

    def __init__(self, options: Options) -> None:
        self._options, self._who = options, guests(options.integrations, variant=options.variant)
        self._runner = asyncio.Runner()
        self._stack: AsyncExitStack | None = None
        self._lane: SocketLane | None = None

    def play(self, plan: Plan, runs: Path) -> Ended:
        return self._runner.run(self._play(plan, msgspec.structs.replace(self._options, runs=runs)))

    def close(self) -> None:
        self._runner.run(self._shut())
        self._runner.close()

    async def _play(self, plan: Plan, options: Options) -> Ended:
        lane = self._lane or await self._open(plan.enterprise)
        ended: Ended | None = None
        try:
            ended = await ScenarioRun(lane, plan, take(options, plan, lane.world.home), tell=silent).whole()
        finally:
            if ended is None or ended.how != "played":
                await self._shut()
        return ended

    async def _open(self, enterprise: dict[str, Any]) -> SocketLane:
        self._stack = AsyncExitStack()
        world = await self._stack.enter_async_context(opened_world(enterprise, self._options, self._who))
        self._lane = await self._stack.enter_async_context(opened_lane(world))
        return self._lane

    async def _shut(self) -> None:
        stack, self._stack, self._lane = self._stack, None, None
        if stack:
            await stack.aclose()


@contextmanager
def player(options: Options) -> Iterator[Player]:
    """The player of the lane that the options name; nothing of it is left running."""
    one: Player = FastPlayer(options) if options.lane == "fast" else SocketPlayer(options)
    with contextlib.closing(one):
        yield one


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one run, gone afterwards: a schedule can be played again at any time."""
    folder = tempfile.mkdtemp(prefix="lotproof-hunt-")
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def silent(progress: Progress) -> None:
    """Nobody listens."""
