"""Work orders, and what is used and made for them. MES knows lots only by what it is told."""

from decimal import Decimal
from typing import TypeVar

import msgspec
from lotproof.mocks.kit.lots import refuse_blocked
from lotproof.mocks.kit.operations import Path, Posted, Posting
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.mes.nouns import (
    Consumption,
    Dispatch,
    NewConsumption,
    NewDispatch,
    NewProduction,
    NewWorkOrder,
    Production,
    WorkOrder,
    WorkOrderChange,
)

UNDER_WAY = ("started", "completed", "closed")
C = TypeVar("C", bound=Consumption)


def create_work_order(tx: Tx, path: Path, body: NewWorkOrder) -> Posted:
    """A second one for the same order is made too."""
    made = WorkOrder(
        id=tx.number("WO", body.order),
        order=body.order,
        item=body.item,
        quantity=text(body.quantity),
        unit=body.unit,
        plant=body.plant,
        line=body.line,
        bom_revision=body.bom_revision,
        approved_lots=body.approved_lots,
        status="released",
        created_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made, about=made.order)
    tx.set("work_order", made.id, "order", made.order, order=made.order, item=made.item)
    tx.set("work_order", made.id, "quantity", made.quantity, order=made.order, item=made.item, unit=made.unit)
    lots = ", ".join(f"{lot.item}/{lot.lot}" for lot in made.approved_lots)
    for word, said in (("bom_revision", made.bom_revision), ("approved_lots", lots)):
        if said:
            tx.set("work_order", made.id, word, said, order=made.order, item=made.item)
    return Posted(id=made.id)


def change_work_order(tx: Tx, path: Path, body: WorkOrderChange) -> Posted:
    quantity = text(body.quantity)
    for order in _not_started(tx, path["order"]):
        tx.put(order.id, msgspec.structs.replace(order, quantity=quantity))
        tx.set("work_order", order.id, "quantity", quantity, order=order.order, item=order.item, unit=order.unit)
    return Posted(id=path["order"])


def cancel_work_order(tx: Tx, path: Path, body: Posting) -> Posted:
    for order in _not_started(tx, path["order"]):
        _becomes(tx, order, "cancelled")
    return Posted(id=path["order"])


def start_order(tx: Tx, path: Path, body: Posting) -> Posted:
    return _moves_on(tx, path["order"], "started")


def complete_order(tx: Tx, path: Path, body: Posting) -> Posted:
    return _moves_on(tx, path["order"], "completed")


def close_order(tx: Tx, path: Path, body: Posting) -> Posted:
    return _moves_on(tx, path["order"], "closed")


def dispatch_lot(tx: Tx, path: Path, body: NewDispatch) -> Posted:
    """People take a lot to a machine; a blocked one they may not."""
    _orders(tx, body.order)
    refuse_blocked(tx, body.item, body.lot)
    made = Dispatch(
        id=tx.number("DSP", body.order, body.item, body.lot),
        order=body.order,
        operation=body.operation,
        item=body.item,
        lot=body.lot,
        equipment=body.equipment,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made)
    natural = {"order": body.order, "operation": body.operation, "item": body.item}
    tx.set("dispatch", made.id, "lot", body.lot, lot=body.lot, **natural)
    return Posted(id=made.id)


def consume(tx: Tx, path: Path, body: NewConsumption) -> Posted:
    made = _record(tx, Consumption, "CON", body)
    tx.add("consumption", made.id, made.quantity, **_natural(made))
    return Posted(id=made.id)


def produce(tx: Tx, path: Path, body: NewProduction) -> Posted:
    made = _record(tx, Production, "PRD", body, kind=body.kind)
    tx.add("production", made.id, made.quantity, status=made.kind, **_natural(made))
    return Posted(id=made.id)


def _record(tx: Tx, shape: type[C], prefix: str, body: NewConsumption, **more: str) -> C:
    _orders(tx, body.order)
    if body.quantity < Decimal(0) and not body.reverses:
        raise RefusedError("invalid", "a negative quantity says what it reverses", field="reverses")
    made = shape(
        id=tx.number(prefix, body.order, body.item, body.lot),
        order=body.order,
        operation=body.operation,
        item=body.item,
        lot=body.lot,
        quantity=text(body.quantity),
        unit=body.unit,
        equipment=body.equipment,
        operator=body.operator,
        reverses=body.reverses,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
        **more,
    )
    tx.put(made.id, made)
    return made


def _natural(made: Consumption) -> dict[str, str]:
    return {name: getattr(made, name) for name in ("order", "operation", "item", "lot", "unit")}


def _orders(tx: Tx, order: str) -> list[WorkOrder]:
    found = tx.entities.about(WorkOrder, order)
    if not found:
        raise RefusedError("unknown-order", f"order {order} is not known in mes")
    return found


def _not_started(tx: Tx, order: str) -> list[WorkOrder]:
    found = _orders(tx, order)
    if any(one.status in UNDER_WAY for one in found):
        raise RefusedError("order-started", f"order {order} has started")
    return found


def _becomes(tx: Tx, order: WorkOrder, status: str) -> None:
    tx.put(order.id, msgspec.structs.replace(order, status=status))
    tx.set("work_order", order.id, "status", status, order=order.order, item=order.item)


def _moves_on(tx: Tx, number: str, status: str) -> Posted:
    found = _orders(tx, number)
    for order in found:
        _becomes(tx, order, status)
    first = found[0]
    shown = {"order": number, "item": first.item, "plant": first.plant, "line": first.line}
    tx.announce("orders", f"order_{status}", plant=first.plant, data=shown)
    return Posted(id=first.id)
