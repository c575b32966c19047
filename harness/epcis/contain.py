"""
What was in what, and when: a diary of boxes.

Packing opens a page, unpacking closes it. Looking into a box (OBSERVE) proves what was seen and ends nothing; emptying
it (DELETE without children) closes all its pages, but not those of the boxes inside. Lots in a box are a running
balance, single things an interval.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

import msgspec
from lotproof.harness.epcis import events, parts


class Stay(msgspec.Struct, kw_only=True):
    """
    `child` was in `parent` from `start` until `end` (None: still). `quantity` is what went in of a class, None for a
    single thing or an unknown amount; `assembled` tells parts that are meant to stay.
    """

    parent: str
    child: str
    start: datetime
    end: datetime | None = None
    quantity: Decimal | None = None
    uom: str | None = None
    of_class: bool = False
    assembled: bool = False
    event_id: str = ""

    def at(self, moment: datetime) -> bool:
        """Half-open: in at `start`, out at `end`."""
        return self.start <= moment and (self.end is None or moment < self.end)


class Contents:
    """The diary of all containers; built from effective events in any order."""

    def __init__(self) -> None:
        self._by_parent: dict[str, list[Stay]] = defaultdict(list)
        self._by_child: dict[str, list[Stay]] = defaultdict(list)
        self.oddities: list[tuple[str, events.Event, str]] = []
        """(rule, event, identifier): what the diary cannot be true about"""

    @classmethod
    def of(cls, said: Iterable[events.Event]) -> "Contents":
        contents = cls()
        for event in in_time(said):
            if isinstance(event, events.AggregationEvent) and event.parent_id:
                contents._note(event)
        return contents

    def children(self, parent: str, moment: datetime) -> list[Stay]:
        """What was directly in `parent` at `moment`."""
        return [stay for stay in self._by_parent[parent] if stay.at(moment)]

    def inside(self, parent: str, moment: datetime, *, assembled: bool = False) -> list[Stay]:
        """All that was in `parent` at `moment`, boxes in boxes too; with `assembled`, the parts of things as well."""
        found: list[Stay] = []
        seen, todo = {parent}, [parent]
        while todo:
            for stay in self.children(todo.pop(), moment):
                if stay.assembled and not assembled:
                    continue
                found.append(stay)
                if stay.child not in seen:
                    seen.add(stay.child)
                    todo.append(stay.child)
        return found

    def parents(self, child: str, moment: datetime) -> list[Stay]:
        return [stay for stay in self._by_child[child] if stay.at(moment)]

    def stays(self, child: str) -> list[Stay]:
        """Every stay of `child`, earliest first."""
        return list(self._by_child[child])

    def as_built(self, composite: str, moment: datetime) -> list[Stay]:
        """The parts that were in `composite` at `moment`; a part that was replaced is history and not among them."""
        return [stay for stay in self.children(composite, moment) if stay.assembled]

    def built_history(self, composite: str) -> list[Stay]:
        return [stay for stay in self._by_parent[composite] if stay.assembled]

    def _note(self, event: events.AggregationEvent) -> None:
        found = list(parts.mentions(event))
        parent = next(one.id for one in found if one.side == "parent")
        named = [one for one in found if one.side == "in"]
        if event.action == events.ADD:
            for one in named:
                self._open(event, parent, one)
        elif event.action == events.DELETE:
            self._close(event, parent, named)

    def _open(self, event: events.AggregationEvent, parent: str, one: parts.Mention) -> None:
        assembled = isinstance(event, events.AssociationEvent)
        if not one.of_class:
            for other in self.parents(one.id, event.at):
                if other.assembled == assembled:
                    self.oddities.append(("in_two_at_once", event, one.id))
        stay = Stay(
            parent=parent,
            child=one.id,
            start=event.at,
            quantity=one.quantity,
            uom=one.uom,
            of_class=one.of_class,
            assembled=assembled,
            event_id=event.event_id or "",
        )
        self._by_parent[parent].append(stay)
        self._by_child[one.id].append(stay)

    def _close(self, event: events.AggregationEvent, parent: str, named: list[parts.Mention]) -> None:
        assembled = isinstance(event, events.AssociationEvent)
        open_stays = [s for s in self._by_parent[parent] if s.end is None and s.assembled == assembled]
        if not named:
            for stay in open_stays:
                stay.end = event.at
        for one in named:
            of_it = [stay for stay in open_stays if stay.child == one.id]
            if not of_it:
                self.oddities.append(("taken_out_of_where_it_was_not", event, one.id))
            self._take(event, of_it, one)

    def _take(self, event: events.AggregationEvent, stays: list[Stay], one: parts.Mention) -> None:
        """Take a single thing, or so much of a class, out of its stays; the oldest first."""
        left = one.quantity
        for stay in stays:
            if left is None or stay.quantity is None:
                stay.end = event.at
                continue
            if left <= 0:
                return
            taken = min(left, stay.quantity)
            left -= taken
            self._shorten(event, stay, taken)
        if stays and left is not None and left > 0 and all(stay.quantity is not None for stay in stays):
            self.oddities.append(("more_taken_out_than_was_in", event, one.id))

    def _shorten(self, event: events.AggregationEvent, stay: Stay, taken: Decimal) -> None:
        rest = (stay.quantity or Decimal(0)) - taken
        stay.end = event.at
        if rest > 0:
            remainder = msgspec.structs.replace(stay, start=event.at, end=None, quantity=rest)
            self._by_parent[stay.parent].append(remainder)
            self._by_child[stay.child].append(remainder)


def in_time(said: Iterable[events.Event]) -> Iterator[events.Event]:
    """By event time; equal times in the order given, as the standard defines none."""
    return iter(sorted(said, key=lambda event: event.at))
