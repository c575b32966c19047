"""
Plug flow: a pipe, a belt, a silo that empties in the order in which it was filled; with a band of uncertainty.

Imagine the fills laid end to end on a ruler. A draw cuts the next stretch off. With a band b, each grain may leave up
to b earlier or later than its place on the ruler says. Bounds with b = 0 are exact; with a band they are sound: never
narrower than the truth, and the cumulated flow makes them close.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

import msgspec
from lotproof.harness.judge.bounds.moves import Bound, Draw, Emptied, Fill, Move, settled

ZERO = Decimal(0)


class _Ruler(msgspec.Struct):
    """The fills since the last proven empty, end to end; `cut` is how much has left."""

    marks: list[tuple[Decimal, Decimal, bool]]
    filled: Decimal = ZERO
    cut: Decimal = ZERO

    def fill(self, quantity: Decimal, wanted: bool) -> None:
        self.marks.append((self.filled, self.filled + quantity, wanted))
        self.filled += quantity


def draws(history: Sequence[Move], lots: Iterable[str], band: Decimal = ZERO) -> Iterator[tuple[str, Bound]]:
    """For each draw of a single tank, in order: its name and the bounds of `lots` (taken together) in it."""
    wanted = frozenset(lots)
    for moves in _since_empty(history):
        ruler = _Ruler(marks=[])
        cuts = []
        for move in moves:
            if isinstance(move, Fill):
                ruler.fill(move.quantity, move.lot in wanted)
            elif isinstance(move, Draw):
                start, ruler.cut = ruler.cut, ruler.cut + move.quantity
                cuts.append((move.name, start, ruler.cut, ruler.filled))
        for name, start, end, filled in cuts:
            yield name, _between(ruler.marks, start, end, filled, band)


def _since_empty(history: Sequence[Move]) -> Iterator[list[Move]]:
    """The history in parts, each from one proven empty to the next; the empty itself is a draw of its part."""
    part: list[Move] = []
    for move in history:
        part.append(move)
        if isinstance(move, Emptied):
            yield settled(part)
            part = []
    yield settled(part)


Marks = list[tuple[Decimal, Decimal, bool]]


def _between(marks: Marks, start: Decimal, end: Decimal, filled: Decimal, band: Decimal) -> Bound:
    """
    The bounds of what stretches from `start` to `end`, when `filled` had been put in by then.

    Two arguments, each sound, are cut with each other: what lies within the band of the stretch; and how much can have
    passed each of its two ends.
    """
    length = end - start
    near = _overlap(marks, start - band, min(end + band, filled), True)
    far = _overlap(marks, start - band, min(end + band, filled), False)
    low_end, high_end = _passed(marks, end, filled, band)
    low_start, high_start = _passed(marks, start, filled, band)
    return Bound(
        max(ZERO, length - far, low_end - high_start),
        min(length, near, high_end - low_start),
    )


def _passed(marks: Marks, place: Decimal, filled: Decimal, band: Decimal) -> tuple[Decimal, Decimal]:
    """How much of what is wanted can have left when `place` had left in all: least and greatest."""
    early, late = max(ZERO, place - band), min(place + band, filled)
    count: Callable[[Decimal, bool], Decimal] = lambda until, wanted: _overlap(marks, ZERO, until, wanted)  # noqa: E731
    least = max(count(early, True), place - count(late, False))
    most = min(count(late, True), place - count(early, False))
    return least, most


def _overlap(marks: Marks, start: Decimal, end: Decimal, wanted: bool) -> Decimal:
    parts = (min(end, stop) - max(start, begin) for begin, stop, is_wanted in marks if is_wanted is wanted)
    return sum((part for part in parts if part > 0), ZERO)
