"""
A world that somebody develops an adapter against: it stays, tells its addresses, and shows what is posted.

Nothing is judged, and nothing of what happens is evidence.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
from lotproof.harness.model.connector import Process
from lotproof.harness.model.effects import Effect
from lotproof.harness.plan import make_plan
from lotproof.harness.suite.breaking import BreakingOff
from lotproof.harness.suite.certify import check, take
from lotproof.harness.suite.guests import Guest, guests
from lotproof.harness.suite.options import OnProgress, Options, Progress
from lotproof.harness.suite.run import ScenarioRun
from lotproof.harness.suite.sockets import SocketLane, opened_lane, opened_world
from lotproof.harness.suite.world import World

Say = Callable[[str], None]


def live(options: Options, say: Say, tell: OnProgress, *, play: bool) -> None:
    """
    Keep a world running until the user breaks it off.

    Args:
        say: gets the lines that are meant to be read: addresses, then each posting.
        play: whether the scenarios are played over and over, so that the floor and the desks do something.

    Raises:
        InputError: if something that the user gave cannot be used.
        RigError: if the rig failed.
    """
    check(options)
    asyncio.run(_live(options, say, tell, play=play))


async def _live(options: Options, say: Say, tell: OnProgress, *, play: bool) -> None:
    plan = make_plan(options.scenarios[0], seed=options.seed, size=options.size)
    who = tuple(_not_ours(guest) for guest in guests(options.integrations) if not guest.escort)
    with BreakingOff() as breaking:
        tell(Progress(stage="start", text="starting broker, floor and systems"))
        async with opened_world(plan.enterprise, options, who) as world, opened_lane(world) as lane:
            breaking.playing = True
            for line in addresses(world):
                say(line)
            if play:
                await _play_on(lane, options, say, tell, breaking)
            else:
                await lane.systems.begin({"run": "up", "start_us": world.clock.wall_ns() // 1000})
                _listen(lane, say)
                await breaking.event.wait()


async def _play_on(lane: SocketLane, options: Options, say: Say, tell: OnProgress, breaking: BreakingOff) -> None:
    number = 0
    while not breaking.event.is_set():
        plan = make_plan(options.scenarios[0], seed=(options.seed or 0) + number, size=options.size)
        run = ScenarioRun(
            lane,
            plan,
            take(options, plan, lane.world.home),
            tell=tell,
            broken_off=breaking.event,
            on_effect=lambda effect: say(posting(effect)),
        )
        ended = await run.whole()
        say(f"-- played {plan.scenario} once: {ended.folder.path}")
        number += 1


def _listen(lane: SocketLane, say: Say) -> None:
    lane.systems.on_effect = lambda effect: say(posting(effect))
    lane.systems.on_call = lambda client, system, op, nth: None
    lane.systems.on_strike = lambda strike: None


def addresses(world: World) -> list[str]:
    """Every endpoint, and for each guest where its `world.json` lies."""
    lines = [f"{name:<12} {url}  (docs: {url.rstrip('/')}/docs)" for name, url in world.systems.urls.items()]
    if world.mqtt:
        lines.append(f"{'mqtt':<12} mqtt://{world.host}:{world.mqtt.port}")
    lines += [f"{'opcua':<12} {server.url}" for server in world.lines.values()]
    for guest in world.guests:
        lines += ["", *account(world, guest)]
    return [*lines, "", "Ctrl-C ends it."]


def account(world: World, guest: Guest) -> list[str]:
    """What one guest needs to come in; the same stands in its `world.json`."""
    path: Path = world.world_file(guest.name)
    return [
        f"export LOTPROOF_WORLD={path}",
        f"{'systems':<12} client id {guest.name}, client secret {world.home.secret(guest.name)}",
        f"{'floor':<12} user {guest.name}, password {world.home.secret(f'floor {guest.name}')}",
    ]


def posting(effect: Effect) -> str:
    """One committed change, in a line."""
    about = " ".join(filter(None, (effect.order, effect.item, effect.lot, effect.location, effect.status)))
    change = f"{effect.delta} {effect.unit}".strip() if effect.delta else effect.value
    return f"{effect.system:<4} {effect.client:<16} {effect.entity}.{effect.field} {change}  {about}"


def _not_ours(guest: Guest) -> Guest:
    """The same guest, started by its developer."""
    process = Process(ready="", command=())
    return msgspec.structs.replace(guest, connector=msgspec.structs.replace(guest.connector, process=process))
