"""
What can be inside each tank, fact by fact: so a hold on a lot goes through a tank to what can hold it, and no further.

    filled (OA into T1) ... drawn from T1 for a step --> whatever came in since T1 was last empty can be in it
    fifo                                             --> only what its stretch of the tank was filled with

The judge's bounds say how much; this says whether at all, and while a course is still being told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from lotproof.harness.judge.bounds.api import Mixing

Layer = tuple[Decimal, Decimal, frozenset[str]]
"""Where a fill lies when all fills since the last empty are laid end to end, and what went into it."""


class Inside:
    """One tank: what was filled in since it was last empty, and how much of that has left."""

    def __init__(self, mixing: Mixing) -> None:
        self._mixing = mixing
        self._layers: list[Layer] = []
        self._filled = self._left = Decimal(0)

    def fill(self, lots: Iterable[str], quantity: Decimal) -> None:
        start, self._filled = self._filled, self._filled + quantity
        self._layers.append((start, self._filled, frozenset(lots)))

    def draw(self, quantity: Decimal) -> frozenset[str]:
        """The lots that can be in what is drawn now."""
        start, self._left = self._left, self._left + quantity
        if self._mixing.kind == "fifo":
            low, high = start - self._mixing.band, self._left + self._mixing.band
            found = [lots for begin, end, lots in self._layers if max(begin, low) < min(end, high)]
        else:
            found = [lots for _, _, lots in self._layers]
        if self._left >= self._filled:
            self._layers, self._filled, self._left = [], Decimal(0), Decimal(0)
        return frozenset().union(*found)

    def back(self, quantity: Decimal) -> None:
        """What was drawn was not drawn; where the tank was empty since, nothing of it can be told any more."""
        self._left -= min(quantity, self._left)


class Insides:
    """All tanks of a course, by `PLANT/LOCATION`, and what each step drew from them."""

    def __init__(self, tanks: Mapping[str, Mixing]) -> None:
        self._tanks = {place: Inside(mixing) for place, mixing in tanks.items()}
        self._drawn: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)

    def is_tank(self, place: str) -> bool:
        return place in self._tanks

    def drew(self, step: str, content: str, place: str, quantity: Decimal) -> None:
        """A step used up some of a tank's content."""
        if self.is_tank(place):
            drawn = self._drawn[step]
            drawn[content] = drawn.get(content, frozenset()) | self._tanks[place].draw(quantity)

    def gave_back(self, place: str, quantity: Decimal) -> None:
        """A draw was taken back."""
        if self.is_tank(place):
            self._tanks[place].back(quantity)

    def filled(self, place: str, lots: Iterable[str], quantity: Decimal) -> None:
        """What can be in a fill came into a tank."""
        if self.is_tank(place):
            self._tanks[place].fill(lots, quantity)

    def behind(self, step: str, content: str) -> frozenset[str]:
        """The lots that can be in what a step drew of a content; none, where it lies in no tank."""
        return self._drawn[step].get(content, frozenset()) if step in self._drawn else frozenset()
