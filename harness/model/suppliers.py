"""
Lots by their supplier's own number: whose number it is, and of which year where a supplier counts anew each year
(`rules.scopes.supplier_lot` is `supplier/year`).

    K14 of PRAIRIE, received 2031-12-31 23:30 in Linz --> PRAIRIE/2031      half an hour later --> PRAIRIE/2032

The year is that of the receipt, by the clock of the plant that received it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lotproof.harness.model.facts import Fact

BY_YEAR = "supplier/year"


class Named(NamedTuple):
    """A lot in its supplier's words; `scope` tells equal numbers apart."""

    scope: str
    number: str


def scope_of(enterprise: Mapping[str, Any], supplier: str, plant: str, received_at: datetime) -> str:
    """Whose number it is: `PRAIRIE`, or `PRAIRIE/2031` where the year belongs to it."""
    rules: Mapping[str, Any] = enterprise.get("rules") or {}
    if (rules.get("scopes") or {}).get("supplier_lot") != BY_YEAR:
        return supplier
    site = (enterprise.get("plants") or {}).get(plant) or {}
    zone = ZoneInfo(str(site.get("timezone") or "UTC"))
    return f"{supplier}/{received_at.astimezone(zone).year}"


def named(enterprise: Mapping[str, Any], facts: Iterable[Fact], epoch: datetime) -> dict[Named, list[Fact]]:
    """The receipts of a run by the supplier's name for what came, in the order in which they came."""
    found: dict[Named, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind == "received" and fact.words.get("supplier_lot"):
            at = epoch + timedelta(microseconds=fact.at_us)
            whose = scope_of(enterprise, fact.words.get("supplier", ""), fact.plant, at)
            found[Named(whose, fact.words["supplier_lot"])].append(fact)
    return found


def alike(names: Iterable[Named]) -> Iterator[Named]:
    """Those whose number somebody else uses too, or the same supplier in another year."""
    whole = sorted(set(names))
    scopes: dict[str, set[str]] = defaultdict(set)
    for one in whole:
        scopes[one.number].add(one.scope)
    return (one for one in whole if len(scopes[one.number]) > 1)


def is_told(enterprise: Mapping[str, Any]) -> bool:
    """Whether the enterprise says what a supplier's number is worth: only then can anybody be asked by it."""
    return bool((enterprise.get("rules") or {}).get("supplier_lots"))
