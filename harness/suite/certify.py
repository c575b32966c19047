"""
Certify: every scenario played, judged, reported; one conclusion over all.

    options -> plans, guests -> world with everybody in it -> runs -> (world gone) -> verdicts -> reports -> exit code
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime

from lotproof.harness.judge.scope import chosen
from lotproof.harness.model.errors import InputError, RigGone, unknown
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import ALPHABET, Tag
from lotproof.harness.plan import make_plan
from lotproof.harness.suite.again import tries
from lotproof.harness.suite.breaking import BreakingOff
from lotproof.harness.suite.conclude import conclude, with_verdicts
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.home import Home
from lotproof.harness.suite.lane import Lane
from lotproof.harness.suite.options import OnProgress, Options, Outcome, Progress
from lotproof.harness.suite.places import new_folder
from lotproof.harness.suite.run import Ended, ScenarioRun, Stretch, Take
from lotproof.harness.suite.sockets import one_enterprise, opened_lane, opened_world
from lotproof.harness.suite.world import World

CLOCKS = ("jump", "paced", "live")
LANES = ("sockets", "fast")
DAYS = 7
"""A run uses up at most so many days of its plant's calendar."""


def certify(options: Options, tell: OnProgress) -> Outcome:
    """
    Play, judge and report all scenarios of the options, on the lane that they name.

    Raises:
        InputError: if something that the user gave cannot be used.
        RigError: if the rig failed.
        KeyboardInterrupt: if the user broke off twice.
    """
    check(options)
    if options.lane == "fast":
        from lotproof.harness.suite.fast import play_fast

        ends, time = play_fast(options, tell)
    else:
        ends, time = play_on_sockets(options, tell)
    return conclude(options, ends, tell, time)


def check(options: Options) -> None:
    """
    What can be said of the options before anything starts.

    Raises:
        InputError: if one of them is none of the valid ones.
    """
    if options.clock not in CLOCKS:
        raise unknown("clock", options.clock, CLOCKS, which="--clock")
    if options.lane not in LANES:
        raise unknown("lane", options.lane, LANES, which="--lane")
    chosen(options.only)
    if options.tag and (len(options.tag) != 4 or set(options.tag) - set(ALPHABET)):
        raise InputError("this is no run tag", which="--tag", expected=f"four of {ALPHABET}", got=repr(options.tag))


def plans_of(options: Options) -> list[Plan]:
    """A plan for each scenario."""
    return [make_plan(name, seed=options.seed, size=options.size) for name in options.scenarios]


def play_on_sockets(options: Options, tell: OnProgress) -> tuple[list[Ended], Stretch]:
    """
    Play every scenario in one world of sockets and processes.

    Raises:
        InputError: if something that the user gave cannot be used.
        RigError: if the rig failed.
    """
    time = Stretch()
    return asyncio.run(_on_sockets(options, tell, time)), time


async def _on_sockets(options: Options, tell: OnProgress, time: Stretch) -> list[Ended]:
    plans = plans_of(options)
    who = guests(options.integrations, variant=options.variant)
    ends: list[Ended] = []
    breaking = BreakingOff()
    with breaking:
        try:
            async with contextlib.AsyncExitStack() as stack:
                with time.of("start"):
                    tell(Progress(stage="start", text="starting broker, floor and systems"))
                    world = await stack.enter_async_context(opened_world(one_enterprise(plans), options, who))
                    _tell_swept(world, tell)
                    tell(Progress(stage="start", text="waiting until the integration is ready"))
                    lane = await stack.enter_async_context(opened_lane(world))
                breaking.playing = True
                begin = _beginner(lane, world.home, options, tell, breaking)
                async for ended in _played(tries(plans, options, ends), begin):
                    ends.append(await _looked_at(ended, options, tell, time))
                tell(Progress(stage="stop", text="stopping"))
                with time.of("stop"):
                    await stack.aclose()
        except asyncio.CancelledError:
            breaking.explain()
            raise
    return ends


def _beginner(
    lane: Lane, home: Home, options: Options, tell: OnProgress, breaking: BreakingOff
) -> Callable[[Plan], ScenarioRun]:
    def begin(plan: Plan) -> ScenarioRun:
        return ScenarioRun(lane, plan, take(options, plan, home), tell=tell, broken_off=breaking.event)

    return begin


async def _played(plans: Iterable[Plan], begin: Callable[[Plan], ScenarioRun]) -> AsyncIterator[Ended]:
    """One after the other; what a process of ours took with it is judged so far."""
    for plan in plans:
        run = begin(plan)
        try:
            ended = await run.whole()
        except RigGone:
            ended = run.ended
        yield ended


async def _looked_at(ended: Ended, options: Options, tell: OnProgress, time: Stretch) -> Ended:
    """Judged while the world still stands, where that may call for another try; its loop goes on meanwhile."""
    if options.tries == 1 or ended.how != "played":
        return ended
    return await asyncio.to_thread(with_verdicts, ended, options.only, tell, time)


def take(options: Options, plan: Plan, home: Home) -> Take:
    """What makes the next run of this plan in this world its own."""
    live = options.clock == "live" or plan.clock == "live"
    return Take(
        folder=new_folder(options.runs, plan.scenario),
        tag=Tag(options.tag) if options.tag else home.new_tag(),
        epoch=datetime.now(UTC) if live else home.next_epoch(DAYS, plan.epoch),
        clock="live" if live else options.clock,
        rate=options.rate,
    )


def _tell_swept(world: World, tell: OnProgress) -> None:
    for one in world.home.swept:
        text = f"stopped what a run that is gone had left: {one.what}, pid {one.pid}"
        tell(Progress(stage="start", text=text))
