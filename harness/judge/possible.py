"""
Whether the world that was recorded can be at all. Where it cannot, our rig is broken and nobody is blamed.

    more taken out of a lot than came in     mass that comes from nowhere, or goes there
    a number that is given twice             a handling unit, serial, order, receipt, source identity
    a fact unlike its kind                   what the published shape forbids
    a system that shows other sums than it wrote down

Every sentence names what it is about; a world without one of them is possible.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from lotproof.harness.model.facts import WORDS, Fact, Portion

BORN = ("output", "co_product", "by_product")
GIVES = ("received", "produced", "returned", "unpacked")
TAKES = ("consumed", "disposed", "packed")
NEEDS: dict[str, str] = {
    "received": "outs",
    "moved": "ins",
    "consumed": "ins",
    "produced": "outs",
    "scrapped": "outs",
    "packed": "ins",
    "unpacked": "ins",
    "shipped": "ins",
    "decided": "subject",
    "hold_placed": "subject",
    "hold_released": "subject",
    "limit_crossed": "subject",
    "complained": "subject",
}
"""What a fact of a kind cannot be without."""

ONCE: dict[str, tuple[str, str]] = {
    "received": ("receipt", "receipt"),
    "shipped": ("shipment", "shipment"),
    "returned": ("return", "return"),
}
"""Kinds that bear a number of their own: the word it stands in, and what to call it."""


def impossible(facts: Sequence[Fact], rules: Mapping[str, Any], *, whole: bool = True) -> Iterator[str]:
    """What cannot be, one sentence each; an order's balance closes when its last fact is there."""
    yield from unlike_their_kind(facts)
    yield from given_twice(facts)
    yield from out_of_nothing(facts)
    if whole and "mass_balance_percent" in rules:
        yield from unbalanced(facts, Decimal(str(rules["mass_balance_percent"])))


# -- shape -------------------------------------------------------------------------------------------------------------


def unlike_their_kind(facts: Iterable[Fact]) -> Iterator[str]:
    """Facts with words that their kind does not have, without what it needs, or with quantities that are none."""
    for fact in facts:
        strange = sorted(set(fact.words) - set(WORDS.get(fact.kind, ())))
        if strange:
            yield f"fact {fact.id} ({fact.kind}) bears the word {strange[0]!r}"
        if fact.kind in NEEDS and not getattr(fact, NEEDS[fact.kind]):
            yield f"fact {fact.id} ({fact.kind}) has no {NEEDS[fact.kind]}"
        for portion in (*fact.ins, *fact.outs):
            if portion.quantity and not _is_quantity(portion.quantity):
                yield f"fact {fact.id} ({fact.kind}) bears the quantity {portion.quantity!r} of {portion.item}"


def _is_quantity(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and number >= 0


# -- numbers that are given once ---------------------------------------------------------------------------------------


def given_twice(facts: Iterable[Fact]) -> Iterator[str]:
    """Numbers that name two things."""
    named = Counter(number for fact in facts for number in _numbers(fact))
    yield from (f"{number} was given {times} times" for number, times in named.items() if times > 1)
    yield from _filled_twice(facts)


def _numbers(fact: Fact) -> Iterator[str]:
    if fact.stream:
        yield f"source identity {fact.stream}#{fact.seq}"
    if fact.kind == "order_released":
        yield f"order {fact.order}"
    if fact.kind in ONCE:
        word, what = ONCE[fact.kind]
        yield f"{what} {fact.words.get(word, fact.id)}"
    if fact.kind == "produced":
        yield from (portion.item for portion in fact.outs if portion.item.startswith("serial:"))


def _filled_twice(facts: Iterable[Fact]) -> Iterator[str]:
    """A handling unit is filled once until it is emptied, and stands in one other at a time."""
    full: set[str] = set()
    inside: set[str] = set()
    for fact in facts:
        ins, outs = _units(fact.ins), _units(fact.outs)
        if fact.kind == "packed":
            yield from (f"{unit} was packed again in fact {fact.id}" for unit in sorted(outs & full))
            yield from (f"{unit} went into a second unit in fact {fact.id}" for unit in sorted(ins & inside))
            full, inside = full | outs, inside | ins
        elif fact.kind == "unpacked":
            full, inside = full - ins, inside - outs


def _units(portions: Iterable[Portion]) -> set[str]:
    return {portion.item for portion in portions if portion.item.startswith("unit:")}


# -- mass --------------------------------------------------------------------------------------------------------------


def out_of_nothing(facts: Sequence[Fact]) -> Iterator[str]:
    """
    Lots of which more was taken than there ever was. A lot that nobody received or made is a slip of the plant's own:
    somebody has typed a number that does not exist.
    """
    born = {portion.item for fact in facts for portion in fact.outs if portion.role in BORN}
    there: dict[str, Decimal] = defaultdict(Decimal)
    for fact in facts:
        for portion, sign in _moved(fact, facts):
            there[portion.item] += sign * _number(portion)
    for lot in sorted(born):
        if there[lot] < 0:
            yield f"of {lot} {-there[lot]} more was taken than there ever was"


def _moved(fact: Fact, facts: Sequence[Fact]) -> Iterator[tuple[Portion, int]]:
    """What came into a lot (1) or was taken from it (-1)."""
    if fact.kind in GIVES:
        yield from ((portion, 1) for portion in fact.outs if portion.item.startswith("lot:"))
    elif fact.kind in TAKES:
        yield from ((portion, -1) for portion in fact.ins if portion.item.startswith("lot:"))
    elif fact.kind == "reversed":
        for cause in (one for one in facts if one.id in fact.causes):
            yield from ((portion, -sign) for portion, sign in _moved(cause, facts))


def unbalanced(facts: Sequence[Fact], percent: Decimal) -> Iterator[str]:
    """Orders that were completed and of which another mass came out than went in; counted pieces have no mass."""
    born = {portion.item for fact in facts for portion in fact.outs if portion.role in BORN}
    of_order: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        of_order[fact.order].append(fact)
    for order in sorted({fact.order for fact in facts if fact.kind == "order_completed"}):
        own = of_order[order]
        ins = [p for fact in own if fact.kind == "consumed" for p in fact.ins if p.item in born]
        back = [p for fact in own if fact.kind == "reversed" for p in fact.ins if p.item in born]
        outs = [p for fact in own if fact.kind in ("produced", "scrapped") for p in fact.outs]
        units = {portion.unit for portion in (*ins, *outs)}
        went_in, came_out, undone = (sum(map(_number, side), Decimal(0)) for side in (ins, outs, back))
        went_in -= undone
        if (
            len(units) == 1
            and not units & COUNTED
            and ins
            and outs
            and abs(went_in - came_out) * 100 > percent * went_in
        ):
            yield f"{went_in} {units.pop()} went into order {order} and {came_out} came out"


COUNTED = {"EA", "pcs"}


def _number(portion: Portion) -> Decimal:
    return Decimal(portion.quantity) if _is_quantity(portion.quantity) else Decimal(0)
