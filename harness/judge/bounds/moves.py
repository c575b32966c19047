"""
The history of tanks: fills, draws, transfers and proven empties, in the order in which they happened.

Quantities are positive Decimals in one base unit. What a tank gives beyond what was put in is a lot of its own,
`UNKNOWN`; what a proven empty throws away leaves to the terminal `LOSS`; what is left at the end stands in `REST`.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

import msgspec
from lotproof.harness.model.errors import InputError

UNKNOWN = "UNKNOWN"
LOSS = "LOSS"
REST = "REST"


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    vessel: str
    lot: str
    quantity: Decimal


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is who drew: draws of one name are one, wherever they were taken."""

    vessel: str
    name: str
    quantity: Decimal


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    source: str
    target: str
    quantity: Decimal


class Emptied(msgspec.Struct, frozen=True, kw_only=True):
    """Proven empty, or cleaned: whatever was left is gone. A measured heel is none."""

    vessel: str


Move = Fill | Draw | Transfer | Emptied
Says = Literal["must", "may", "must_not"]


class Bound(msgspec.Struct, frozen=True):
    """At least `lo` and at most `hi` of what was asked for is in the draw; amounts up to `epsilon` count for none."""

    lo: Decimal
    hi: Decimal
    epsilon: Decimal = Decimal(0)

    @property
    def says(self) -> Says:
        if self.lo > self.epsilon:
            return "must"
        return "may" if self.hi > self.epsilon else "must_not"

    def __contains__(self, quantity: Decimal) -> bool:
        return self.lo <= quantity <= self.hi


def settled(history: Iterable[Move]) -> list[Move]:
    """
    The history with every tank's account closed: gains filled in as `UNKNOWN`, empties as draws of `LOSS`.

    Raises:
        InputError: if a quantity is not positive.
    """
    stock: dict[str, Decimal] = {}
    closed: list[Move] = []
    for at, move in enumerate(history):
        if isinstance(move, Emptied):
            left = stock.get(move.vessel, Decimal(0))
            stock[move.vessel] = Decimal(0)
            closed += [Draw(vessel=move.vessel, name=LOSS, quantity=left)] if left else []
            continue
        if not move.quantity > 0:
            raise InputError("a quantity is not positive", which=f"move {at}", got=str(move.quantity))
        closed += [*_gain(stock, move), move]
        _book(stock, move)
    return closed


def _gain(stock: dict[str, Decimal], move: Fill | Draw | Transfer) -> list[Move]:
    vessel = source_of(move)
    short = move.quantity - stock.get(vessel, Decimal(0)) if vessel else Decimal(0)
    if short <= 0:
        return []
    stock[vessel] = stock.get(vessel, Decimal(0)) + short
    return [Fill(vessel=vessel, lot=UNKNOWN, quantity=short)]


def _book(stock: dict[str, Decimal], move: Fill | Draw | Transfer) -> None:
    for vessel, sign in ((source_of(move), -1), (target_of(move), 1)):
        if vessel:
            stock[vessel] = stock.get(vessel, Decimal(0)) + sign * move.quantity


def source_of(move: Move) -> str:
    """The tank that a move takes from, '' if none."""
    return move.source if isinstance(move, Transfer) else move.vessel if isinstance(move, Draw) else ""


def target_of(move: Move) -> str:
    """The tank that a move gives to, '' if none."""
    return move.target if isinstance(move, Transfer) else move.vessel if isinstance(move, Fill) else ""


def vessels(history: Sequence[Move]) -> set[str]:
    return {vessel for move in history for vessel in (source_of(move), target_of(move)) if vessel}


def known_draw(history: Sequence[Move], name: str) -> None:
    """
    Raises:
        InputError: if nobody of that name drew.
    """
    names = {move.name for move in history if isinstance(move, Draw)}
    if name not in names:
        raise InputError("no such draw", which=repr(name), expected="one of " + ", ".join(sorted(names)))
