"""
A plan is rehearsed before it is played: once with every point of patience met, once with none.

What cannot work shows here, with its line: a lot that nobody brings, a mark that is never reached.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.possible import impossible
from lotproof.harness.plan.page import Page
from lotproof.harness.plant.acts import Course
from lotproof.harness.plant.diary import Happening
from lotproof.harness.plant.papers import Unplayable
from lotproof.harness.plant.points import Point
from lotproof.harness.plant.scene import ground
from lotproof.harness.plant.world import World

Outcome = Callable[[Point], bool]


class Rehearsal:
    """
    A course played at once; `outcome` says which points are met. `facts` are what happened, and `rows` the line of the
    act that brought each about.
    """

    def __init__(self, enterprise: dict[str, Any], course: Course, outcome: Outcome) -> None:
        self.facts: list[Fact] = []
        self.rows: dict[str, int] = {}
        self.world = World(enterprise, course, ground(self._hear))
        looked: set[tuple[str, int]] = set()
        while self.world.peek_us() is not None:
            self.world.step()
            for point in self.world.points.values():
                if (point.id, point.opened_at_us) not in looked and outcome(point):
                    point.latch()
                looked.add((point.id, point.opened_at_us))

    def _hear(self, happening: Happening) -> None:
        self.facts.append(happening.fact)
        self.rows[happening.fact.id] = self.world.row


def proved(page: Page, enterprise: dict[str, Any], course: Course) -> list[Fact]:
    """
    The facts when all goes well.

    Raises:
        InputError: if a strand waits for ever, needs what is not there yet, or does what no plant can, whether all goes
            well or nothing does.
    """
    facts = _through(page, enterprise, course, "every system is told in time", lambda point: True)
    _through(page, enterprise, course, "no system is told in time", lambda point: False)
    return facts


def _through(page: Page, enterprise: dict[str, Any], course: Course, when: str, outcome: Outcome) -> list[Fact]:
    try:
        played = Rehearsal(enterprise, course, outcome)
    except Unplayable as wrong:
        which = f"{page.name}, line {wrong.row}"
        raise InputError(f"{wrong.what}, when {when}", which=which, where=wrong.where) from wrong
    _ends(page, played.world, f"when {when}")
    for sentence, fact in impossible(played.facts, enterprise["rules"]):
        raise InputError(
            f"this cannot be: {sentence.replace('-{tag}', '')}",
            which=f"{page.name}, line {played.rows[fact]}",
            where=f"So it comes out when {when}.",
        )
    return played.facts


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
