"""Quantities in the unit that the receiver keeps, exact in decimals and rounded once."""

from decimal import Decimal

from lotproof.mocks.integration.identity import Item, StuckError

PIECES = ("EA", "ea", "pcs", "pc", "PCE", "H87")
FACTORS: dict[str, tuple[str, Decimal]] = {
    "t": ("mass", Decimal(1000)),
    "kg": ("mass", Decimal(1)),
    "g": ("mass", Decimal("0.001")),
    "mg": ("mass", Decimal("0.000001")),
    "l": ("volume", Decimal(1)),
    "L": ("volume", Decimal(1)),
    "ml": ("volume", Decimal("0.001")),
    **{name: ("pieces", Decimal(1)) for name in PIECES},
}


def in_base_unit(quantity: str, unit: str, item: Item) -> str:
    """
    The quantity as decimal text in the item's base unit, at the item's precision.

    Raises:
        StuckError: if the two units measure different things.
    """
    amount = Decimal(quantity or "0") * _factor(unit or item.unit, item)
    rounded = amount.quantize(Decimal(1).scaleb(-item.decimals))
    return f"{rounded.normalize():f}"


def _factor(unit: str, item: Item) -> Decimal:
    if unit == item.unit or not item.unit:
        return Decimal(1)
    kind, factor = FACTORS.get(unit, ("", Decimal(1)))
    base_kind, base = FACTORS.get(item.unit, ("?", Decimal(1)))
    if kind != base_kind:
        subject = {"system": "floor", "kind": "item", "scope": "", "id": item.code}
        raise StuckError("unknown-unit", subject, f"{item.code} is kept in {item.unit!r}, not in {unit!r}")
    return factor / base
