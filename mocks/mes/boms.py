"""Bills of material as MES has them: those from the beginning, and the revisions that it is told."""

from typing import Any

import msgspec
from lotproof.mocks.kit.entities import PAGE_MAX
from lotproof.mocks.kit.operations import Operation, Path, Posted, Reading, post, tells
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.mes.nouns import Bom, Component, NewBom, WorkOrder, WorkOrderRevision

FILTERS = ("item", "revision", "reference")


def operations() -> tuple[Operation, ...]:
    return (
        post("boms", "/boms", create_bom, NewBom, act="enter_bom", summary="Take over a revision"),
        msgspec.structs.replace(
            tells("list_boms", "/boms", Bom, boms, summary="Bills of material"),
            filters=FILTERS,
        ),
        post(
            "work_order_revision",
            "/work-orders/{order}/revision",
            revise_work_order,
            WorkOrderRevision,
            refuses=("unknown-order",),
            summary="Say by which revision it is made; nobody asks whether it has started",
        ),
    )


def create_bom(tx: Tx, path: Path, body: NewBom) -> Posted:
    """A second one of the same revision is made too."""
    parts = [
        Component(item=part.item, operation=part.operation, quantity=text(part.quantity)) for part in body.components
    ]
    made = Bom(
        id=tx.number("BOM", body.item, body.revision),
        item=body.item,
        revision=body.revision,
        components=parts,
        created_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made, about=made.item)
    tx.set("bom", made.id, "revision", made.revision, item=made.item)
    told = ", ".join(f"{part.operation} {part.item} {part.quantity}" for part in parts)
    tx.set("bom", made.id, "components", told, item=made.item)
    return Posted(id=made.id)


def revise_work_order(tx: Tx, path: Path, body: WorkOrderRevision) -> Posted:
    """It overwrites whatever is there."""
    found = tx.entities.about(WorkOrder, path["order"])
    if not found:
        raise RefusedError("unknown-order", f"order {path['order']} is not known in mes")
    for order in found:
        tx.put(order.id, msgspec.structs.replace(order, bom_revision=body.bom_revision))
        tx.set("work_order", order.id, "bom_revision", body.bom_revision, order=order.order, item=order.item)
    return Posted(id=path["order"])


def boms(reading: Reading) -> list[Bom]:
    first = [_first(code, bom) for code, bom in dict(reading.enterprise.get("boms") or {}).items()]
    later, _ = reading.entities.page(Bom, {}, after=0, limit=PAGE_MAX)
    asked = {name: value for name, value in reading.query.items() if name in FILTERS}
    there = [*first, *(msgspec.json.decode(one, type=Bom) for one in later)]
    return [bom for bom in there if all(getattr(bom, name) == value for name, value in asked.items())]


def _first(code: str, bom: dict[str, Any]) -> Bom:
    parts = [
        Component(item=str(part["item"]), operation=operation, quantity=str(part["quantity"]))
        for operation, components in dict(bom.get("operations") or {}).items()
        for part in components
    ]
    return Bom(id="", item=code, revision=str(bom.get("revision", "")), components=parts)
