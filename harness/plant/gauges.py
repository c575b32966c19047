"""Limits with hysteresis: an exceedance lasts from the crossing of a limit to the return below a lower one."""

from decimal import Decimal
from typing import Any, Literal

import msgspec

Turned = Literal["crossed", "returned", ""]


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the enterprise's `rules.limits`."""

    plant: str
    equipment: str
    tag: str
    limit: str
    returns_below: str
    unit: str
    decimals: int = 1


class Gauge:
    """One tag of one machine; without a limit it only shows."""

    def __init__(self, limit: Limit | None = None) -> None:
        self.limit = limit
        self.exceedance = ""
        self.peak = Decimal(0)
        self.crossed_by = ""

    def reads(self, value: Decimal) -> Turned:
        """What this value means: a crossing, a return, or nothing new."""
        if self.limit is None:
            return ""
        if not self.exceedance:
            return "crossed" if value > Decimal(self.limit.limit) else ""
        self.peak = max(self.peak, value)
        return "returned" if value < Decimal(self.limit.returns_below) else ""


def limits(enterprise: dict[str, Any]) -> dict[tuple[str, str, str], Limit]:
    """The enterprise's limits by plant, machine and tag."""
    rows = [msgspec.convert(row, Limit) for row in enterprise["rules"].get("limits", ())]
    return {(row.plant, row.equipment, row.tag): row for row in rows}
