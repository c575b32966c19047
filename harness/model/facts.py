"""
Facts: what truly happened, in plant order.

A fact is written down before anybody sees it. It knows no wire and no wall clock: `at_us` is sim time as
microseconds from the run's epoch, `seq` is the offset in its stream, and identifiers bear `{tag}` where the
run's tag will stand. So the same course gives the same facts, to the byte, on every machine.
"""

from typing import Literal

import msgspec

FactKind = Literal[
    "received",
    "decided",
    "moved",
    "bom_revised",
    "order_released",
    "order_changed",
    "order_cancelled",
    "order_started",
    "order_completed",
    "order_closed",
    "consumed",
    "produced",
    "packed",
    "unpacked",
    "scrapped",
    "reversed",
    "removed",
    "limit_crossed",
    "limit_returned",
    "sampled",
    "state_changed",
    "hold_placed",
    "hold_released",
    "disposed",
    "shipped",
    "returned",
    "complained",
    "ordered",
    "collected",
    "delivered",
    "service_opened",
    "service_closed",
    "calibrated",
    "maintained",
    "migrated",
    "refused",
    "entered",
    "opened",
]

VALUES_ONLY = ("sampled", "state_changed")
"""Kinds that only state wires show: they are no business facts."""

Role = Literal["input", "component", "content", "output", "co_product", "by_product", "scrap", "removed"]


class Portion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    So much of one item.

    `quantity` is a decimal as text, in `unit`, never negative; `location` is where it was taken from (`in`) or
    came to be (`out`); `status` is the stock status it had or got (`free`, `quality`, `blocked`).
    """

    item: str
    role: Role
    quantity: str = ""
    unit: str = ""
    location: str = ""
    status: str = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One thing that truly happened.

    `step` groups the facts of one genealogy step (an operation run, a receipt, a pack). `subject` is the item that
    a fact without portions is about. `words` holds what only this kind has; `WORDS` names them. `causes` are ids
    of earlier facts. A fact with a `stream` is shown on the floor's wires under `stream, seq`; one with a `system`
    was entered at that business system by the plant's own people. `manual` marks what a person did because it was
    missing.
    """

    id: str
    kind: FactKind
    at_us: int
    plant: str
    stream: str = ""
    seq: int = 0
    system: str = ""
    equipment: str = ""
    operator: str = ""
    order: str = ""
    operation: str = ""
    step: str = ""
    subject: str = ""
    ins: tuple[Portion, ...] = ()
    outs: tuple[Portion, ...] = ()
    words: dict[str, str] = {}
    causes: tuple[str, ...] = ()
    manual: bool = False


WORDS: dict[str, tuple[str, ...]] = {
    "received": ("receipt", "purchase_order", "supplier", "supplier_lot", "inspect"),
    "decided": ("inspection_of", "decision"),
    "moved": ("movement", "transfer", "from_location", "to_location"),
    "bom_revised": ("item", "revision", "components"),
    "order_released": ("item", "quantity", "unit", "bom_revision", "line", "approved_lots"),
    "order_changed": ("quantity",),
    "limit_crossed": ("exceedance", "limit", "limit_value", "measured", "unit"),
    "limit_returned": ("exceedance", "limit", "peak", "unit"),
    "sampled": ("name", "value", "unit", "quality"),
    "state_changed": ("state",),
    "reversed": ("reason",),
    "removed": ("reason",),
    "hold_placed": ("hold", "reason", "supplier", "supplier_lot"),
    "hold_released": ("hold", "reason"),
    "disposed": ("disposition", "nonconformance_of", "disposition_id"),
    "shipped": ("shipment", "delivery", "customer", "customer_order"),
    "returned": ("return", "shipment", "customer", "reason"),
    "complained": ("complaint", "shipment", "customer", "text"),
    "ordered": ("customer_order", "customer", "item", "quantity", "unit"),
    "collected": ("consignment", "shipment", "customer"),
    "delivered": ("consignment", "shipment"),
    "service_opened": ("service_order", "customer", "text"),
    "service_closed": ("service_order",),
    "calibrated": ("calibration", "result", "status"),
    "maintained": ("document", "status", "reason"),
    "migrated": ("migration",),
    "refused": ("act", "reason"),
    "entered": ("act",),
    "opened": ("act", "exceedance"),
}
"""What `words` may hold, per kind; kinds that are not named have none."""

encode = msgspec.json.Encoder(order="deterministic").encode
