"""
What lies where: one SimPy container for each lot at each place. Who takes more than there is waits until it is there.

    supplier --put--> (lot:TOMATO:T1, RAW) --take--> W1
"""

from collections.abc import Generator
from decimal import Decimal
from typing import Any

import simpy

Place = tuple[str, str]
"""Lot key and location; a location with `@` is outside the plant (`@S1`: with that shipment)."""


class Stock:
    """All containers of a plant; nothing goes below zero."""

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self._places: dict[Place, Any] = {}
        self.waiting: dict[Place, Decimal] = {}

    def at(self, lot: str, location: str) -> Decimal:
        """How much is there now."""
        return Decimal(self._place(lot, location).level)

    def put(self, lot: str, location: str, quantity: Decimal) -> None:
        """So much more is there; whoever waits for it gets it at the same moment."""
        self._place(lot, location).put(quantity)

    def take(self, lot: str, location: str, quantity: Decimal) -> Generator[simpy.Event, Any, None]:
        """Wait until so much is there, and take it."""
        self.waiting[lot, location] = quantity
        yield self._place(lot, location).get(quantity)
        self.waiting.pop((lot, location), None)

    def left(self) -> dict[Place, Decimal]:
        """Every place that is not empty."""
        return {place: Decimal(held.level) for place, held in self._places.items() if held.level}

    def _place(self, lot: str, location: str) -> Any:
        place = (lot, location)
        if place not in self._places:
            container: Any = simpy.Container  # typed for float; it adds and compares, and so does Decimal, exactly
            self._places[place] = container(self._env, Decimal("Infinity"), Decimal(0))
        return self._places[place]
