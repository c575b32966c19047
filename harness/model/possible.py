"""
Whether a world can be at all. A scenario that tells of another is refused; where one was recorded, our rig is broken.

    more taken out of a lot than came in     mass that comes from nowhere, or goes there
    a number that is given twice             a handling unit, serial, order, receipt, source identity
    a unit in two places                     what has left is loaded again, or stands in two others
    a fact unlike its kind                   what the published shape forbids

Every sentence names what it is about, and the fact that makes it so; a world without one of them is possible.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from lotproof.harness.model.facts import WORDS, Fact, Portion


class Impossible(NamedTuple):
    """What cannot be, and the fact with which it came about."""

    sentence: str
    fact: str


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
    "disposed": ("disposition_id", "disposition"),
    "hold_placed": ("hold", "hold"),
    "ordered": ("customer_order", "customer order"),
    "collected": ("consignment", "consignment"),
    "service_opened": ("service_order", "service order"),
    "calibrated": ("calibration", "calibration"),
}
"""Kinds that bear a number of their own: the word it stands in, and what to call it."""


def impossible(facts: Sequence[Fact], rules: Mapping[str, Any], *, whole: bool = True) -> Iterator[Impossible]:
    """What cannot be, one sentence each; an order's balance closes when its last fact is there."""
    yield from unlike_their_kind(facts)
    yield from given_twice(facts)
    yield from out_of_nothing(facts)
    if whole and "mass_balance_percent" in rules:
        yield from unbalanced(facts, Decimal(str(rules["mass_balance_percent"])))


# -- shape -------------------------------------------------------------------------------------------------------------


def unlike_their_kind(facts: Iterable[Fact]) -> Iterator[Impossible]:
    """Facts with words that their kind does not have, without what it needs, or with quantities that are none."""
    for fact in facts:
        strange = sorted(set(fact.words) - set(WORDS.get(fact.kind, ())))
        if strange:
            yield Impossible(f"fact {fact.id} ({fact.kind}) bears the word {strange[0]!r}", fact.id)
        if fact.kind in NEEDS and not getattr(fact, NEEDS[fact.kind]):
            yield Impossible(f"fact {fact.id} ({fact.kind}) has no {NEEDS[fact.kind]}", fact.id)
        for portion in (*fact.ins, *fact.outs):
            if portion.quantity and not _is_quantity(portion.quantity):
                said = f"fact {fact.id} ({fact.kind}) bears the quantity {portion.quantity!r} of {portion.item}"
                yield Impossible(said, fact.id)


def _is_quantity(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and number >= 0


# -- numbers that are given once ---------------------------------------------------------------------------------------


def given_twice(facts: Sequence[Fact]) -> Iterator[Impossible]:
    """Numbers that name two things."""
    named = Counter(number for fact in facts for number in _numbers(fact))
    last = {number: fact.id for fact in facts for number in _numbers(fact) if named[number] > 1}
    yield from (Impossible(f"{number} was given {named[number]} times", fact) for number, fact in last.items())
    yield from _in_two_places(facts)


def _numbers(fact: Fact) -> Iterator[str]:
    if fact.stream:
        yield f"source identity {fact.stream}#{fact.seq}"
    if fact.kind == "order_released":
        yield f"order {fact.order}"
    if fact.kind == "bom_revised":
        yield f"revision {fact.words.get('revision', '')} of {fact.words.get('item', '')}"
    if fact.kind in ONCE:
        word, what = ONCE[fact.kind]
        yield f"{what} {fact.words.get(word, fact.id)}"
    if fact.kind == "produced":
        yield from (portion.item for portion in fact.outs if portion.item.startswith("serial:"))


def _in_two_places(facts: Iterable[Fact]) -> Iterator[Impossible]:
    """A handling unit is filled once until it is emptied, stands in one other at a time, and leaves once."""
    full: set[str] = set()
    inside: set[str] = set()
    gone: set[str] = set()
    for fact in facts:
        ins, outs = _units(fact.ins), _units(fact.outs)
        if fact.kind == "packed":
            yield from _both(outs, full, "was packed again", fact)
            yield from _both(ins, inside, "went into a second unit", fact)
            full, inside, gone = full.union(outs), inside.union(ins), gone.difference(outs)
        elif fact.kind == "shipped":
            yield from _both(ins, gone, "was loaded again", fact)
            gone = gone.union(ins)
        elif fact.kind == "unpacked":
            full, inside = full.difference(ins), inside.difference(outs)


def _both(units: Sequence[str], there: set[str], wrong: str, fact: Fact) -> Iterator[Impossible]:
    """Those that are there already, and those that stand twice in one fact."""
    twice = {unit for unit, times in Counter(units).items() if times > 1}
    yield from (Impossible(f"{unit} {wrong} in fact {fact.id}", fact.id) for unit in sorted(twice | there & set(units)))


def _units(portions: Iterable[Portion]) -> list[str]:
    return [portion.item for portion in portions if portion.item.startswith("unit:")]


# -- mass --------------------------------------------------------------------------------------------------------------


def out_of_nothing(facts: Sequence[Fact]) -> Iterator[Impossible]:
    """
    Lots of which more was taken than there ever was. A lot that nobody received or made is a slip of the plant's own:
    somebody has typed a number that does not exist.
    """
    born = {portion.item for fact in facts for portion in fact.outs if portion.role in BORN}
    there: dict[str, Decimal] = defaultdict(Decimal)
    taken_by: dict[str, str] = {}
    by_id = {fact.id: fact for fact in facts}
    for fact in facts:
        for portion, sign in _moved(fact, by_id):
            there[portion.item] += sign * _number(portion)
            taken_by[portion.item] = fact.id
    for lot in sorted(born):
        if there[lot] < 0:
            yield Impossible(f"of {lot} {-there[lot]} more was taken than there ever was", taken_by[lot])


def _moved(fact: Fact, by_id: Mapping[str, Fact]) -> Iterator[tuple[Portion, int]]:
    """What came into a lot (1) or was taken from it (-1)."""
    if fact.kind in GIVES:
        yield from ((portion, 1) for portion in fact.outs if portion.item.startswith("lot:"))
    elif fact.kind in TAKES:
        yield from ((portion, -1) for portion in fact.ins if portion.item.startswith("lot:"))
    elif fact.kind == "reversed":
        for cause in (by_id[one] for one in fact.causes if one in by_id):
            yield from ((portion, -sign) for portion, sign in _moved(cause, by_id))


def unbalanced(facts: Sequence[Fact], percent: Decimal) -> Iterator[Impossible]:
    """Orders that were completed and of which another mass came out than went in; counted pieces have no mass."""
    born = {portion.item for fact in facts for portion in fact.outs if portion.role in BORN}
    of_order: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        of_order[fact.order].append(fact)
    completed = {fact.order: fact.id for fact in facts if fact.kind == "order_completed"}
    for order, last in sorted(completed.items()):
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
            yield Impossible(f"{went_in} {units.pop()} went into order {order} and {came_out} came out", last)


COUNTED = {"EA", "pcs"}


def _number(portion: Portion) -> Decimal:
    return Decimal(portion.quantity) if _is_quantity(portion.quantity) else Decimal(0)
