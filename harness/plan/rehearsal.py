"""
A plan is rehearsed before it is played: once with every point of patience met, once with none.

What cannot work shows here, with its line: a lot that nobody brings, a mark that is never reached.
"""

from collections.abc import Callable
from decimal import Decimal

from lotproof.harness.model.facts import Fact
from lotproof.harness.plan.page import Page
from lotproof.harness.plant.acts import Course
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
        InputError: if a strand waits for ever, whether all goes well or nothing does.
    """
    world, facts = rehearse(enterprise, course, lambda point: True)
    _ends(page, world, "when every system is told in time")
    _ends(page, rehearse(enterprise, course, lambda point: False)[0], "when no system is told in time")
    return facts


def _ends(page: Page, world: World, when: str) -> None:
    for strand, row in world.unfinished.items():
        lacking = ", ".join(_lacking(world, lot, at, much) for (lot, at), much in world.scene.stock.waiting.items())
        raise page_error(page, strand, row, when, lacking)


def page_error(page: Page, strand: str, row: int, when: str, lacking: str) -> Exception:
    from lotproof.harness.model.errors import InputError

    return InputError(
        f"the strand {strand!r} waits here for ever {when}",
        which=f"{page.name}, line {row}",
        expected=lacking or "what it waits for, from another strand",
        where="Follow what this act needs: stock, a release, a start, a mark.",
    )


def _lacking(world: World, lot: str, location: str, much: Decimal) -> str:
    there = world.scene.stock.at(lot, location)
    return f"{much:f} of {lot.replace('-{tag}', '')} at {location}, where {there:f} is"
