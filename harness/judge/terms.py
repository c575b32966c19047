"""What an enterprise file says that the judge needs, in a shape that is quick to ask."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from lotproof.harness.judge.bounds import Mixing
from lotproof.harness.model import items as item_keys

STATUSES = {
    "undecided": "quality",
    "accepted": "free",
    "rejected": "blocked",
    "held": "blocked",
    "scrapped": "blocked",
}
"""The usual stock status per quality state, where an enterprise says nothing else."""

DECIMALS = 3


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """
    `decimals` is ERP's precision per item; `inspected`, `backflushed`, `lot_managed` and
    `serial_managed` are item codes; `lot_status` maps a lot's
    quality state to its stock status; `materials` gives the item code of a material number without its padding;
    `tanks` are the locations that say how they mix, as `PLANT/LOCATION`; `systems` are those that it names.
    """

    decimals: dict[str, int] = {}
    units: dict[str, str] = {}
    kinds: dict[str, str] = {}
    inspected: frozenset[str] = frozenset()
    backflushed: frozenset[str] = frozenset()
    lot_managed: frozenset[str] = frozenset()
    serial_managed: frozenset[str] = frozenset()
    materials: dict[str, str] = {}
    boms: dict[str, frozenset[str]] = {}
    lot_status: dict[str, str] = msgspec.field(default_factory=STATUSES.copy)
    return_status: str = "blocked"
    cascade: str = "made_of"
    tanks: dict[str, Mixing] = {}
    rules: dict[str, Any] = {}
    systems: frozenset[str] = frozenset()

    @classmethod
    def of(cls, enterprise: Mapping[str, Any]) -> "Terms":
        items: dict[str, dict[str, Any]] = dict(enterprise.get("items", {}))
        rules: dict[str, Any] = dict(enterprise.get("rules", {}))
        return cls(
            decimals={code: int(item.get("decimals", DECIMALS)) for code, item in items.items()},
            units={code: str(item.get("unit", "")) for code, item in items.items()},
            kinds={code: str(item.get("kind", "")) for code, item in items.items()},
            inspected=frozenset(code for code, item in items.items() if item.get("inspected")),
            backflushed=frozenset(code for code, item in items.items() if item.get("backflushed")),
            lot_managed=frozenset(code for code, item in items.items() if item.get("lot_managed", True)),
            serial_managed=frozenset(code for code, item in items.items() if item.get("serial_managed")),
            materials={str(item.get("erp_material", code)).lstrip("0"): code for code, item in items.items()},
            boms={item: _components(bom) for item, bom in enterprise.get("boms", {}).items()},
            lot_status={**STATUSES, **rules.get("lot_status", {})},
            return_status=str(rules.get("return_status", "blocked")),
            cascade=str(rules.get("hold_cascade", "made_of")),
            tanks=dict(_tanks(enterprise.get("plants", {}))),
            rules=rules,
            systems=frozenset(enterprise.get("systems", {})),
        )

    def components(self, item: str) -> frozenset[str]:
        """The components of an item of which each order has to name a lot."""
        return self.boms.get(item, frozenset()) & self.lot_managed - self.backflushed

    def half(self, item: str) -> Decimal:
        """Half of the last digit that ERP keeps of this item: what one posting may be off by rounding."""
        return Decimal(5).scaleb(-self.decimals.get(item, DECIMALS) - 1)

    def key(self, item: str, number: str) -> str:
        """The key of a lot or, where the item is managed so, of a serial; systems have one field for both."""
        return (item_keys.serial if item in self.serial_managed else item_keys.lot)(item, number)

    def code(self, spelling: str) -> str:
        """The item code of a spelling: the code itself, or ERP's material number, padded or not."""
        return self.materials.get(spelling.lstrip("0"), spelling)


def _tanks(plants: Mapping[str, Any]) -> Iterator[tuple[str, Mixing]]:
    for plant, site in plants.items():
        for name, place in site.get("locations", {}).items():
            if place.get("mixing"):
                amounts = {word: Decimal(str(place.get(word, "0"))) for word in ("band", "epsilon")}
                yield f"{plant}/{name}", Mixing(kind=place["mixing"], **amounts)


def _components(bom: Mapping[str, Any]) -> frozenset[str]:
    operations = bom.get("operations", {})
    return frozenset(
        str(part["item"])
        for parts in (operations.values() if isinstance(operations, Mapping) else operations)
        for part in (parts if isinstance(parts, list | tuple) else parts.get("components", ()))
    )
