"""
What a trace answer says that handling units held, and when.

Packing is a step with the unit among its outs and what it holds among its ins; taking apart is one the other way round.
The sums of both, up to a moment, are what was in it. An edge without a time counts at every moment.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from lotproof.harness.judge.places import number
from lotproof.harness.judge.stays import ALWAYS, NEVER, is_unit
from lotproof.harness.model.genealogy import Edge

HOLDS = ("content", "removed")
"""Roles of what was there before and is there after."""


class Change(NamedTuple):
    """So much of an item went into a unit (1) or came out of it (-1); None is an amount that is not told."""

    at: float
    item: str
    sign: int
    quantity: Decimal | None


class Holding:
    """The changes of each unit, in time; `item` gives the key of an edge's item."""

    def __init__(
        self, item: Callable[[Edge], str], into: Mapping[str, list[Edge]], out_of: Mapping[str, list[Edge]]
    ) -> None:
        self._item, self._into, self._out_of = item, into, out_of
        self._changes: dict[str, list[Change]] = defaultdict(list)
        for edges in (*into.values(), *out_of.values()):
            for edge in edges if any(one.role in HOLDS for one in edges) else ():
                self._note(edge)
        for changes in self._changes.values():
            changes.sort(key=lambda change: change.at)

    def beside(self, edge: Edge) -> list[str]:
        """
        The units that an edge of content went into, or came out of. Of two units in a step, what is taken out has the
        role `removed`: else the one that comes out holds the one that goes in.
        """
        item = self._item(edge)
        if edge.role not in HOLDS or (is_unit(item) and edge.side == "out" and edge.role != "removed"):
            return []
        other = self._out_of if edge.side == "in" else self._into
        keys = (self._item(one) for one in other.get(edge.step, ()) if one.role == "content")
        return [key for key in keys if is_unit(key) and key != item]

    def inside(self, unit: str, at: float) -> list[str]:
        """What was in a unit at a moment."""
        net: dict[str, Decimal] = {}
        for change in self._changes.get(unit, ()):
            if change.at <= at:
                net[change.item] = after(net.get(change.item, Decimal(0)), change)
        return [item for item, much in net.items() if much > 0]

    def until(self, unit: str, item: str, since: float) -> float:
        """The moment at which an item that was in a unit at a moment was wholly out of it; NEVER where it is still."""
        net = Decimal(0)
        for change in self._changes.get(unit, ()):
            if change.item == item:
                net = after(net, change)
                if net <= 0 and change.at >= since:
                    return change.at
        return NEVER

    def _note(self, edge: Edge) -> None:
        for unit in self.beside(edge):
            quantity = None if edge.quantity is None else number(str(edge.quantity))
            sign = 1 if edge.side == "in" else -1
            self._changes[unit].append(Change(moment_of(edge.event_time), self._item(edge), sign, quantity))


def after(net: Decimal, change: Change) -> Decimal:
    """What is in after a change; what is taken out without an amount is out wholly."""
    if change.quantity is None:
        return Decimal("Infinity") if change.sign > 0 else Decimal(0)
    return net + change.sign * change.quantity


@cache
def moment_of(text: str | None, missing: float = ALWAYS) -> float:
    """A moment as seconds, of ISO 8601 text."""
    if not text:
        return missing
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return missing
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
