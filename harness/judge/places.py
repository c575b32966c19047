"""
Places: where an effect counts. Two effects that add up, or overwrite each other, have one place.

A place is a field of a system's entity and the natural references that tell one sum or value from another; the
references are the plant's own words, whatever numbers a system gives.
"""

from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from lotproof.harness.model.effects import Effect
from lotproof.harness.model.flows import flow_of

How = Literal["sum", "one", "last"]
"""`sum`: deltas add up. `one`: exactly one entity may bear the value. `last`: the latest value counts."""


class Place(NamedTuple):
    """`of` are the values of `REFERENCES[system, entity, field]`, in that order."""

    system: str
    entity: str
    field: str
    of: tuple[str, ...]

    @property
    def path(self) -> tuple[str, str, str]:
        return self.system, self.entity, self.field

    @property
    def how(self) -> How:
        return HOW.get(self.path, "sum")

    @property
    def flow(self) -> str:
        return flow_of(*self.path)

    def get(self, name: str) -> str:
        """One reference by its name, or '' where this place has none of that name."""
        names = REFERENCES[self.path]
        return self.of[names.index(name)] if name in names else ""


REFERENCES: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("mes", "bom", "revision"): ("item", "value"),
    ("mes", "work_order", "order"): ("order",),
    ("mes", "work_order", "quantity"): ("order",),
    ("mes", "work_order", "status"): ("order",),
    ("erp", "order", "status"): ("order",),
    ("erp", "receipt", "quantity"): ("key", "item", "lot"),
    ("erp", "lot", "supplier_lot"): ("item", "lot"),
    ("qms", "inspection", "quantity"): ("item", "lot"),
    ("mes", "consumption", "quantity"): ("order", "operation", "item", "lot"),
    ("erp", "consumption", "quantity"): ("order", "operation", "item", "lot"),
    ("mes", "production", "quantity"): ("order", "operation", "item", "lot", "status"),
    ("erp", "production", "quantity"): ("order", "operation", "item", "lot", "status"),
    ("wms", "unit", "quantity"): ("key", "item", "lot"),
    ("wms", "unit", "inside"): ("key",),
    ("erp", "movement", "quantity"): ("item", "lot", "location"),
    ("qms", "nonconformance", "exceedance"): ("value",),
    ("qms", "nonconformance", "complaint"): ("value",),
    ("qms", "nonconformance", "calibration"): ("value", "item", "lot"),
    ("mes", "equipment", "status"): ("key",),
    ("qms", "equipment", "status"): ("key",),
    ("erp", "lot", "status"): ("item", "lot"),
    ("wms", "lot", "status"): ("item", "lot"),
    ("mes", "lot", "status"): ("item", "lot"),
    ("erp", "disposal", "quantity"): ("item", "lot"),
    ("erp", "delivery", "quantity"): ("key", "order", "item", "lot"),
    ("erp", "return", "quantity"): ("key", "order", "item", "lot", "status"),
    ("carrier", "consignment", "stopped"): ("order",),
}
"""The fields that are judged; all others follow from these inside a system."""

HOW: dict[tuple[str, str, str], How] = {
    ("mes", "bom", "revision"): "one",
    ("mes", "work_order", "order"): "one",
    ("mes", "work_order", "quantity"): "last",
    ("mes", "work_order", "status"): "last",
    ("erp", "order", "status"): "last",
    ("erp", "lot", "supplier_lot"): "last",
    ("wms", "unit", "inside"): "last",
    ("qms", "nonconformance", "exceedance"): "one",
    ("qms", "nonconformance", "complaint"): "one",
    ("qms", "nonconformance", "calibration"): "one",
    ("mes", "equipment", "status"): "last",
    ("qms", "equipment", "status"): "last",
    ("erp", "lot", "status"): "last",
    ("wms", "lot", "status"): "last",
    ("mes", "lot", "status"): "last",
    ("carrier", "consignment", "stopped"): "last",
}

AS_GOOD: dict[tuple[str, str, str], tuple[str, str, str]] = {
    ("portal", "notice", "stopped"): ("carrier", "consignment", "stopped"),
}
"""Fields by which the same is done elsewhere: a customer who is told takes nothing in that the carrier brings."""


def place_of(effect: Effect) -> Place | None:
    """Where this effect counts, or None where nothing is judged."""
    path = (effect.system, effect.entity, effect.field)
    path = AS_GOOD.get(path, path)
    names = REFERENCES.get(path)
    if names is None:
        return None
    return Place(*path, tuple(getattr(effect, name) for name in names))


def number(text: str) -> Decimal:
    """A decimal from its text; what is no number counts as nothing."""
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)


def same(left: str, right: str) -> bool:
    """Whether two values are equal, numbers as numbers."""
    return left == right or (bool(left and right) and _is_number(left) and _is_number(right) and _equal(left, right))


def _is_number(text: str) -> bool:
    return text[0].isdigit() or text[0] in "+-."


def _equal(left: str, right: str) -> bool:
    try:
        return Decimal(left) == Decimal(right)
    except InvalidOperation:
        return False
