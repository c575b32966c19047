"""
A stirred tank: every draw has the composition of the tank. Amounts never reach zero, so an epsilon says what counts.

Divisions are rounded outward, down for the least and up for the greatest, so that the true value lies inside.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from lotproof.harness.judge.bounds.moves import Bound, Draw, Emptied, Fill, Move, Transfer, settled, source_of

DIGITS = 50
ZERO = Decimal(0)


def amounts(history: Sequence[Move], lots: Iterable[str], epsilon: Decimal = ZERO) -> dict[str, Bound]:
    """The bounds of `lots` (taken together) per name of draw, for any network of stirred tanks."""
    wanted = frozenset(lots)
    low = _run(history, wanted, Context(prec=DIGITS, rounding=ROUND_FLOOR))
    high = _run(history, wanted, Context(prec=DIGITS, rounding=ROUND_CEILING))
    return {name: Bound(low[name], high[name], epsilon) for name in low}


def _run(history: Sequence[Move], wanted: frozenset[str], context: Context) -> dict[str, Decimal]:
    stock: dict[str, Decimal] = defaultdict(Decimal)
    inside: dict[str, Decimal] = defaultdict(Decimal)
    drawn: dict[str, Decimal] = defaultdict(Decimal)
    for move in settled(history):
        if isinstance(move, Fill):
            stock[move.vessel] += move.quantity
            inside[move.vessel] += move.quantity if move.lot in wanted else ZERO
        elif not isinstance(move, Emptied):
            share = _take(stock, inside, source_of(move), move.quantity, context)
            if isinstance(move, Draw):
                drawn[move.name] = context.add(drawn[move.name], share)
            elif isinstance(move, Transfer):
                stock[move.target] += move.quantity
                inside[move.target] = context.add(inside[move.target], share)
    return drawn


def _take(
    stock: dict[str, Decimal], inside: dict[str, Decimal], vessel: str, quantity: Decimal, context: Context
) -> Decimal:
    """The part of `inside` that leaves with `quantity`; what stays is computed by itself, rounded the same way."""
    before, left = stock[vessel], stock[vessel] - quantity
    held = inside[vessel]
    stock[vessel] = left
    inside[vessel] = context.divide(context.multiply(held, left), before)
    return min(context.divide(context.multiply(held, quantity), before), quantity)
