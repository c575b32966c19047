"""
One tank whose mixing is unknown: exact bounds per draw, in one pass, O(1) per move and set of lots.

Of a set of lots, all else in the tank is one other lot, and the amounts that can be inside form an interval. A draw of
d out of S takes at least what the rest cannot give, d - (S - lo), and at most hi.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from lotproof.harness.judge.bounds.moves import Bound, Draw, Fill, Move, settled

ZERO = Decimal(0)


def draws(history: Sequence[Move], lots: Iterable[str]) -> Iterator[tuple[str, Bound]]:
    """
    For each draw of a single tank, in order: its name and the bounds of `lots` (taken together) in it.

    The history has no transfers and one vessel only (`network` knows more).
    """
    wanted = frozenset(lots)
    stock = low = high = ZERO
    for move in settled(history):
        if isinstance(move, Fill):
            stock += move.quantity
            if move.lot in wanted:
                low, high = low + move.quantity, high + move.quantity
        elif isinstance(move, Draw):
            drawn, others = move.quantity, stock - low
            yield move.name, Bound(max(ZERO, drawn - others), min(high, drawn))
            stock -= drawn
            low, high = max(ZERO, low - drawn), min(high, stock)
