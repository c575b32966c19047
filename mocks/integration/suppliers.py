"""
Suppliers' own lot numbers: each supplier counts for himself, and where the world says so anew each year
(`scopes.supplier_lot` is `supplier/year`). The year is that of the receipt, by the clock of the plant that received it.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

BY_YEAR = "supplier/year"


class SupplierNames:
    """`rule` says in what a number is one lot; `zones` are the plants' clocks."""

    def __init__(self, rule: str, zones: Mapping[str, tzinfo]) -> None:
        self._by_year, self._zones = rule == BY_YEAR, zones

    def scope(self, supplier: str, plant: str, received_at: str) -> str:
        """What tells a supplier's number from the equal number of another, or of another year."""
        return f"{supplier}/{self.year(plant, received_at)}" if self._by_year else supplier

    def year(self, plant: str, received_at: str) -> int:
        return datetime.fromisoformat(received_at).astimezone(self.zone(plant)).year

    def zone(self, plant: str) -> tzinfo:
        return self._zones.get(plant) or ZoneInfo("UTC")
