"""Quantities: decimal text outside, whole millionths inside, so that SQLite can add them up without losing any."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any

import msgspec

PATTERN = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
DIGITS, SCALE = 12, 6

Quantity = Decimal
"""In a body: decimal text or a JSON number, at most twelve digits before the point and six after it."""

SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string", "pattern": PATTERN}, {"type": "number"}],
    "description": "Decimal text or a number; at most 12 digits before the point and 6 after it.",
}

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Time = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^$|^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$",
        description="The source's own time, ISO 8601 with offset.",
    ),
]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """Whatever comes in: if it bears a `quantity`, one that a system can keep."""

    def __post_init__(self) -> None:
        quantity = getattr(self, "quantity", None)
        if isinstance(quantity, Decimal):
            text(quantity)


def text(value: Decimal) -> str:
    """
    Plain decimal text, without an exponent and without zeros that say nothing: `150.000` is `150`.

    Raises:
        ValueError: if it has more digits than a system keeps.
    """
    if not value.is_finite() or value.adjusted() >= DIGITS:
        raise ValueError(f"a quantity has at most {DIGITS} digits before the point")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or (exponent < -SCALE and (exponent < -100 or value != rounded(value, SCALE))):
        raise ValueError(f"a quantity has at most {SCALE} decimals")
    return trimmed(f"{value:f}")


def rounded(value: Decimal, decimals: int) -> Decimal:
    """To a system's precision, half to even."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def trimmed(plain: str) -> str:
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def millionths(plain: str) -> int:
    return int(Decimal(plain).scaleb(SCALE))


def from_millionths(total: int) -> str:
    return trimmed(f"{Decimal(total).scaleb(-SCALE):f}")
