"""MES is replaced: what is open goes over to the new one, under numbers of its own, and the old ones stay findable."""

from collections.abc import Mapping
from typing import Any

import msgspec
from lotproof.mocks.kit.operations import Operation, Path, Posted, Posting, lists, post
from lotproof.mocks.kit.quantities import Name
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.mes.nouns import WorkOrder

OPEN = ("released", "started")


class NewMigration(Posting, frozen=True, kw_only=True):
    """The open work orders of a plant go over."""

    migration: Name
    plant: Name


class CrossReference(msgspec.Struct, frozen=True, kw_only=True):
    """`old` and `new` are MES's numbers of one work order, before and after; `order` is ERP's."""

    old: str
    new: str
    order: str
    migration: str
    plant: str


def cut_over(tx: Tx, path: Path, body: NewMigration) -> Posted:
    """Each open work order has a new number from here on; what was closed before keeps its own."""
    moved = [order for order in tx.entities.every(WorkOrder) if order.plant == body.plant and order.status in OPEN]
    named = [_goes_over(tx, order, body) for order in moved]
    orders = [{"order": one.order, "old": one.old, "new": one.new} for one in named]
    said = {"migration": body.migration, "plant": body.plant, "orders": orders}
    tx.announce("migrations", "system_migrated", plant=body.plant, data=said)
    return Posted(id=body.migration)


def _goes_over(tx: Tx, order: WorkOrder, body: NewMigration) -> CrossReference:
    new = tx.number("MO", order.order, body.migration)
    tx.entities.rename(order.id, new, msgspec.structs.replace(order, id=new))
    tx.set("work_order", new, "migrated_from", order.id, rule="migration", order=order.order, item=order.item)
    named = CrossReference(old=order.id, new=new, order=order.order, migration=body.migration, plant=body.plant)
    tx.put(new, named, about=order.order)
    return named


def operations(enterprise: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Those of an enterprise whose MES is replaced; none elsewhere."""
    if not ((enterprise.get("systems") or {}).get("mes") or {}).get("migrations"):
        return ()
    return (
        post("cut_over", "/migrations", cut_over, NewMigration, summary="Replace MES: open work orders go over"),
        lists(
            "list_cross_references",
            "/cross-references",
            CrossReference,
            "old",
            "new",
            "order",
            summary="Old and new numbers of work orders",
        ),
    )
