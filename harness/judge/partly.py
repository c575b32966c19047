"""
What an answer need not tell whole: the least of a sum that is right, where that is less than all that truly passed.

    forward from a lot     of a content that its order drew several times: the draws that can hold the lot
                           of what came out of a step, and of its uses: what was made after the lot had gone in
    backward from a thing  of what came out of a step: what was made by the last use of it on the way to the thing
                           of what went into it: what had gone in by then
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from lotproof.harness.judge.lineage import Lineage, StepTruth, Summed
from lotproof.harness.judge.stays import ALWAYS, NEVER

Least = dict[Summed, Decimal]


class Partly:
    """Asked about the same thing again and again, so each is worked out once."""

    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._known: dict[tuple[str, bool], Least] = {}

    def least(self, start: str, *, forward: bool) -> Least:
        """By side, item and order; what is not there is told whole."""
        key = start, forward
        if key not in self._known:
            made = self._made_since(start) if forward else self._made_until(start)
            self._known[key] = _smallest(made) | (self._drawn(start) if forward else {})
        return self._known[key]

    def _made_until(self, start: str) -> Iterator[tuple[Summed, Decimal]]:
        """A lot that lay in a unit counts until it came into that, also by way of units in it."""
        lineage = self._lineage
        units = lineage.units_of.get(start, {start})
        done: dict[StepTruth, float] = {}
        for lot, until in lineage.past(start, timely=True).items():
            for step in lineage.made_in.get(lot, ()):
                bound = min(until, lineage.stays.last_in(lot, units))
                yield from _part("out", step, lot, ALWAYS, bound)
                given = max((at for at in step.given[lot] if at <= bound), default=ALWAYS)
                done[step] = max(given, done.get(step, given))
        for step, until in done.items():
            for item in step.ins:
                yield from _part("in", step, item, ALWAYS, until)

    def _made_since(self, start: str) -> Iterator[tuple[Summed, Decimal]]:
        """What only lies in a tank, mixed with others, has no such moment."""
        lineage = self._lineage
        future = lineage.future(start, timely=True)
        for lot, since in future.items():
            for step in lineage.made_in.get(lot, ()) if since < NEVER else ():
                if not future.keys().isdisjoint(step.ins):
                    yield from _part("out", step, lot, since, NEVER)
            for step in lineage.used_in.get(lot, ()) if since < NEVER else ():
                yield from _part("in", step, lot, since, NEVER)

    def _drawn(self, start: str) -> Least:
        vessels, steps = self._lineage.vessels, self._lineage.steps
        lots, draws = self._lineage.in_tanks(start) if vessels.draws else (set[str](), {})
        by_order: dict[Summed, list[str]] = defaultdict(list)
        for draw, one in draws.items() if lots else ():
            by_order["in", one.content, steps[one.step].order].append(draw)
        several = {place: some for place, some in by_order.items() if len(some) > 1}
        found = {place: vessels.least(some, lots) for place, some in several.items()}
        return {place: least for place, least in found.items() if least is not None}


def _part(side: str, step: StepTruth, lot: str, since: float, until: float) -> Iterator[tuple[Summed, Decimal]]:
    """How much of a lot went into a step, or came out of it, in this time, where that is not all of it."""
    passed, whole = (step.taken[lot], step.ins[lot]) if side == "in" else (step.made[lot], step.outs[lot])
    much = sum((quantity for at, quantity in passed if since <= at <= until), Decimal(0))
    if much < whole:
        yield (side, lot, step.order), much


def _smallest(told: Iterator[tuple[Summed, Decimal]]) -> Least:
    found: Least = {}
    for place, much in told:
        found[place] = min(much, found.get(place, much))
    return found
