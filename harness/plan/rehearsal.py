"""
A plan is rehearsed before it is played: once with every point of patience met, once with none.

What cannot work shows here, with its line: a lot that nobody brings, a mark that is never reached.
"""

from collections.abc import Callable
from decimal import Decimal

from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact
from lotproof.harness.plan.page import Page
from lotproof.harness.plant.acts import Course
from lotproof.harness.plant.papers import Absent
from lotproof.harness.plant.points import Point
from lotproof.harness.plant.world import World

Outcome = Callable[[Point], bool]


def rehearse(enterprise: dict[str, object], course: Course, outcome: Outcome) -> tuple[World, list[Fact]]:
    """Play a course at once; `outcome` says which points are met. Gives the plant at its end and the facts."""
    world = World(enterprise, course)
    facts: list[Fact] = []
    looked: set[tuple[str, int]] = set()
    while world.peek_us() is not None:
        facts += [happening.fact for happening in world.step()]
        for point in world.points.values():
            if (point.id, point.opened_at_us) not in looked and outcome(point):
                point.latch()
            looked.add((point.id, point.opened_at_us))
    return world, facts


def proved(page: Page, enterprise: dict[str, object], course: Course) -> list[Fact]:
    """
    The facts when all goes well.

    Raises:
        InputError: if a strand waits for ever, or needs what is not there yet, whether all goes well or nothing does.
    """
    facts = _through(page, enterprise, course, "every system is told in time", lambda point: True)
    _through(page, enterprise, course, "no system is told in time", lambda point: False)
    return facts


def _through(page: Page, enterprise: dict[str, object], course: Course, when: str, outcome: Outcome) -> list[Fact]:
    try:
        world, facts = rehearse(enterprise, course, outcome)
    except Absent as absent:
        raise InputError(
            f"{absent.kind} {absent.name} is needed here, and is not there yet when {when}",
            which=f"{page.name}, line {absent.row}",
            expected="after what brings it into being",
            where="Move this act, or let its strand `await` a mark that the other one reaches.",
        ) from absent
    _ends(page, world, f"when {when}")
    return facts


def _ends(page: Page, world: World, when: str) -> None:
    for strand, row in world.unfinished.items():
        lacking = ", ".join(_lacking(world, lot, at, much) for (lot, at), much in world.scene.stock.waiting.items())
        raise InputError(
            f"the strand {strand!r} waits here for ever {when}",
            which=f"{page.name}, line {row}",
            expected=lacking or "what it waits for, from another strand",
            where="Follow what this act needs: stock, a release, a start, a mark.",
        )


def _lacking(world: World, lot: str, location: str, much: Decimal) -> str:
    there = world.scene.stock.at(lot, location)
    return f"{much:f} of {lot.replace('-{tag}', '')} at {location}, where {there:f} is"
