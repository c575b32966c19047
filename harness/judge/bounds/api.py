"""The one question: how much of these lots is in this draw, at least and at most?"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

import msgspec
from lotproof.harness.judge.bounds import fifo, mixed, network, tank
from lotproof.harness.judge.bounds.moves import Bound, Draw, Move, Transfer, known_draw, vessels
from lotproof.harness.model.errors import InputError


class Mixing(msgspec.Struct, frozen=True, kw_only=True):
    """What a scenario declares of its vessels; `band` belongs to fifo, `epsilon` is the least amount that counts."""

    kind: Literal["unknown", "perfect", "fifo"] = "unknown"
    band: Decimal = Decimal(0)
    epsilon: Decimal = Decimal(0)


UNKNOWN_MIXING = Mixing()


def bounds(history: Sequence[Move], draw: str, lots: Iterable[str], mixing: Mixing = UNKNOWN_MIXING) -> Bound:
    """
    The bounds of `lots`, taken together, in all draws of one name; `.says` gives must, may or must_not.

    Ask for a set to learn what holds for none of its members alone: some of {A, B} can be certain where neither is.
    Exact for unknown mixing and any network of tanks; exact but for outward rounding for perfect mixing; for fifo
    exact without a band and sound with one.

    Raises:
        InputError: if nobody of that name drew, or fifo is asked of tanks that feed tanks.
    """
    known_draw(history, draw)
    wanted = frozenset(lots)
    if mixing.kind == "perfect":
        return mixed.amounts(history, wanted, mixing.epsilon)[draw]
    if mixing.kind == "fifo":
        found = _summed(_fifo(history, wanted, mixing.band), draw)
    elif _single(history, draw):
        found = _summed(tank.draws(history, wanted), draw)
    else:
        found = network.bound(history, draw, wanted)
    return Bound(found.lo, found.hi, mixing.epsilon)


def _single(history: Sequence[Move], draw: str) -> bool:
    """One tank, and one draw of that name: the recursion is exact and the cheapest."""
    return len(vessels(history)) == 1 and sum(isinstance(move, Draw) and move.name == draw for move in history) == 1


def _fifo(history: Sequence[Move], lots: frozenset[str], band: Decimal) -> Iterator[tuple[str, Bound]]:
    if any(isinstance(move, Transfer) for move in history):
        raise InputError(
            "fifo bounds know single vessels only",
            expected="a history without transfers",
            where="Declare mixing = unknown, whose bounds hold for every kind of mixing.",
        )
    for vessel in sorted(vessels(history)):
        yield from fifo.draws([move for move in history if _of(move, vessel)], lots, band)


def _of(move: Move, vessel: str) -> bool:
    return not isinstance(move, Transfer) and move.vessel == vessel


def _summed(found: Iterable[tuple[str, Bound]], draw: str) -> Bound:
    """Draws of one name together: the sum of their bounds."""
    low = high = Decimal(0)
    for name, one in found:
        if name == draw:
            low, high = low + one.lo, high + one.hi
    return Bound(low, high)
