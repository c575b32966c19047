"""Questions by every name that a thing has: what got a new number in a replaced system is asked for by old and new."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.genealogy import MAKES

RULE = "work_order_numbers"
"""The rule by which MES's own numbers of a work order are names of its order."""


def name_questions(
    enterprise: Mapping[str, Any], facts: Iterable[Fact], state: Mapping[str, Any]
) -> Iterator[dict[str, str]]:
    """
    Back from each order that got a new number in MES: by ERP's number, the old and the new one; and back from each lot
    that it made, as each of the four systems calls it. `state` is what the systems show at the end.
    """
    if RULE not in enterprise["rules"]:
        return
    moved = {row["order"]: row for row in state["mes"]["values"] if row["field"] == "migrated_from"}
    for fact in facts:
        if fact.kind == "order_released" and fact.order in moved:
            row = moved[fact.order]
            for system, number in (("erp", fact.order), ("mes", row["value"]), ("mes", row["key"])):
                yield _back(system, "order", fact.plant, number)
        if fact.kind == "produced" and fact.order in moved:
            for portion in fact.outs:
                if portion.role in MAKES:
                    yield from _names(enterprise, portion.item)


def _names(enterprise: Mapping[str, Any], key: str) -> Iterator[dict[str, str]]:
    one = items.parse(key)
    material = enterprise["items"][one.scope]["erp_material"]
    for system in ("erp", "mes", "qms", "wms"):
        yield _back(system, one.kind, material if system == "erp" else one.scope, one.id)


def _back(system: str, kind: str, scope: str, number: str) -> dict[str, str]:
    return {"system": system, "kind": kind, "scope": scope, "id": number, "direction": "backward"}
