"""
Lot numbers where each plant counts for itself: on its own floor a lot is its number alone, everywhere else the plant
stands in front of it (`rules.lot_number`, as in `{plant}-{number}`).

    floor of UPPER: 7      floor of LOWER: UPPER-7      systems, truth, traces: UPPER-7
"""

from collections.abc import Iterable, Mapping
from typing import Any

RULE = "lot_number"


def prefixes(enterprise: Mapping[str, Any]) -> dict[str, str]:
    """By plant, what stands in front of its numbers but on its own floor; {} where numbers are told apart anyway."""
    rules: Mapping[str, Any] = enterprise.get("rules") or {}
    before = str(rules.get(RULE, "")).partition("{number}")[0]
    return {str(plant): before.replace("{plant}", str(plant)) for plant in enterprise.get("plants") or () if before}


def alone(number: str, before: Iterable[str]) -> str:
    """The number without its plant, whichever plant that is."""
    return next((number.removeprefix(one) for one in before if one and number.startswith(one)), number)
