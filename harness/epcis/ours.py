"""What an enterprise's things are called in EPCIS: taken from its own file, and from what happened there."""

from collections.abc import Iterable, Mapping
from typing import Any

from lotproof.harness.epcis.names import PIECES, Names
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.items import parse


def names_of(enterprise: Mapping[str, Any], facts: Iterable[Fact]) -> Names:
    """The names; handling units belong to the plant where they came to be."""
    listed: Mapping[str, Mapping[str, Any]] = enterprise.get("items") or {}
    named = (portion.item for fact in facts for portion in (*fact.ins, *fact.outs))
    units = [parse(item) for item in named if item.startswith("unit:")]
    return Names(
        gtins={code: str(item["gtin"]).zfill(14) for code, item in listed.items() if item.get("gtin")},
        plant=next(iter(enterprise.get("plants") or {}), ""),
        plants={unit.id: unit.scope for unit in units},
        pieces={code: str(item["unit"]) for code, item in listed.items() if item.get("unit") in PIECES},
    )
