"""
How people write amounts and spans, and how one is drawn where they leave room.

    400          exactly so much            5 min          exactly so long
    400 to 420   drawn by the seed          2 to 6 min     drawn by the seed
"""

import re
from decimal import Decimal, InvalidOperation
from random import Random

UNITS_US = {"us": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}

NUMBER = r"(\d{1,12}(?:\.\d{1,6})?)"
SPAN = re.compile(rf"^\s*{NUMBER}(?:\s+to\s+{NUMBER})?\s*([a-z]+)\s*$")
LONGEST_US = 366 * UNITS_US["d"]
MOST, ZERO = Decimal(10) ** 12, Decimal(0)


def span_us(text: object, draw: Random) -> int:
    """
    A span of sim time in microseconds, in whole seconds where it is drawn.

    Raises:
        ValueError: with what is wrong about it.
    """
    found = SPAN.match(str(text))
    if not found:
        raise ValueError("a span of time is a number and a unit, as in `5 min` or `2 to 6 min`")
    low, high, unit = found.groups()
    if unit not in UNITS_US:
        raise ValueError(f"a span of time has one of the units {', '.join(UNITS_US)}")
    first, last = (round(Decimal(end) * UNITS_US[unit]) for end in (low, high or low))
    if last < first:
        raise ValueError("the second number of a span is not smaller than the first")
    if last > LONGEST_US:
        raise ValueError("a span of time is 366 d at most")
    step = UNITS_US["s"] if last - first >= UNITS_US["s"] else 1
    return first + step * draw.randint(0, (last - first) // step)


def amount(text: object, draw: Random, decimals: int, *, least: Decimal = ZERO) -> str:
    """
    An amount as decimal text, drawn in steps of the last decimal.

    Raises:
        ValueError: with what is wrong about it.
    """
    try:
        ends = [Decimal(part.strip()) for part in str(text).split(" to ")]
    except InvalidOperation:
        raise ValueError("an amount is a number, or two with `to` between them") from None
    if len(ends) > 2 or not all(end.is_finite() for end in ends):
        raise ValueError("an amount is a number, or two with `to` between them")
    if any(not least <= end <= MOST for end in ends):
        raise ValueError(f"an amount is at least {least:f} and {MOST:f} at most")
    scale = Decimal(10) ** decimals
    whole = [end * scale for end in ends]
    if any(end != end.to_integral_value() for end in whole):
        raise ValueError(f"so many decimals are not kept: {decimals} at most")
    low, high = int(whole[0]), int(whole[-1])
    if high < low:
        raise ValueError("the second number of an amount is not smaller than the first")
    drawn = Decimal(draw.randint(low, high)) / scale
    return f"{drawn:f}"
