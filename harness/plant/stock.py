"""
What lies where: so much of each lot at each place. Who takes more than there is waits until it is there.

    supplier --put--> (lot:TOMATO:T1, RAW) --take--> W1

A SimPy container would cost an event for each put and each take; here only who has to wait costs one.
"""

from collections import deque
from collections.abc import Generator
from decimal import Decimal
from typing import Any

import simpy

Place = tuple[str, str]
"""Lot key and location; a location with `@` is outside the plant (`@S1`: with that shipment)."""

NOTHING = Decimal(0)


class Stock:
    """All amounts of a plant; nothing goes below zero. Who came first is served first, however little others want."""

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self._there: dict[Place, Decimal] = {}
        self._queues: dict[Place, deque[tuple[Decimal, simpy.Event]]] = {}
        self.waiting: dict[Place, Decimal] = {}

    def at(self, lot: str, location: str) -> Decimal:
        """How much is there now."""
        return self._there.get((lot, location), NOTHING)

    def put(self, lot: str, location: str, quantity: Decimal) -> None:
        """So much more is there; whoever waits for it gets it at the same moment."""
        place = (lot, location)
        self._there[place] = self._there.get(place, NOTHING) + quantity
        queue = self._queues.get(place, ())
        while queue and queue[0][0] <= self._there[place]:
            wanted, served = queue.popleft()
            self._there[place] -= wanted
            served.succeed()

    def take(self, lot: str, location: str, quantity: Decimal) -> Generator[simpy.Event, Any, None]:
        """Wait until so much is there, and take it."""
        place = (lot, location)
        there = self._there.get(place, NOTHING)
        if quantity <= there and not self._queues.get(place):
            self._there[place] = there - quantity
            return
        self.waiting[place] = quantity
        served = self._env.event()
        self._queues.setdefault(place, deque()).append((quantity, served))
        yield served
        self.waiting.pop(place, None)

    def left(self) -> dict[Place, Decimal]:
        """Every place that is not empty."""
        return {place: there for place, there in self._there.items() if there}
