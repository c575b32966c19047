"""Playing a plan without anybody: outcomes of points of patience by choice, and when they are met."""

from collections.abc import Callable
from functools import cache

import msgspec
from lotproof.harness.model.facts import Fact, encode
from lotproof.harness.model.plans import Plan
from lotproof.harness.plan import make_plan
from lotproof.harness.plant import Happening, Point, World, build

Outcome = Callable[[Point], bool]
Moment = Callable[[Point], float]


@cache
def planned(seed: int, size: str) -> Plan:
    return make_plan("food_hold", seed=seed, size=size)


def at_once(point: Point) -> float:
    return 0.0


def played(plan: Plan, outcome: Outcome, moment: Moment = at_once) -> tuple[World, list[Happening]]:
    """Play to the end; a point that is to be met is met at this part of its span (0 at once, 1 at its end)."""
    world, happened = build(plan), []
    while (at_us := world.peek_us()) is not None:
        for point in world.points.values():
            due_us = point.opened_at_us + round(point.span_us * moment(point))
            if outcome(point) and at_us >= due_us:
                point.latch()
        happened += world.step()
    return world, happened


def truth(happened: list[Happening]) -> bytes:
    return b"\n".join(encode(one.fact) for one in happened)


def facts(happened: list[Happening]) -> list[Fact]:
    return [one.fact for one in happened]


def plain(happened: list[Happening]) -> list:
    return msgspec.to_builtins(happened)
