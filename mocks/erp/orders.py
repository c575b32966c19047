"""Production orders: released, changed, cancelled by people; their status is what the shop floor says last."""

import msgspec
from lotproof.mocks.erp.materials import Materials
from lotproof.mocks.erp.nouns import NewOrder, Order, OrderChange, OrderStatus
from lotproof.mocks.kit.operations import Path, Posted, Posting
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx

SHOWN = ("order", "material", "quantity", "unit", "plant", "line", "bom_revision", "approved_lots")


class Orders:
    """Handlers of the order rows."""

    def __init__(self, materials: Materials) -> None:
        self._materials = materials

    def create(self, tx: Tx, path: Path, body: NewOrder) -> Posted:
        code = self._materials.code(body.material)
        order = Order(
            **{name: getattr(body, name) for name in SHOWN if name not in ("material", "quantity")},
            material=self._materials.spelled(code),
            quantity=text(body.quantity),
            status="released",
            created_at=tx.now,
            reference=body.reference,
        )
        self._kept(tx, order, "status", order.status)
        tx.set("order", order.order, "quantity", order.quantity, order=order.order, item=code, unit=order.unit)
        return _told(tx, order, "order_released")

    def change(self, tx: Tx, path: Path, body: OrderChange) -> Posted:
        order = _order(tx, path)
        changed = msgspec.structs.replace(order, quantity=text(body.quantity))
        self._kept(tx, changed, "quantity", changed.quantity, unit=order.unit)
        return _told(tx, changed, "order_changed")

    def cancel(self, tx: Tx, path: Path, body: Posting) -> Posted:
        cancelled = msgspec.structs.replace(_order(tx, path), status="cancelled")
        self._kept(tx, cancelled, "status", "cancelled")
        return _told(tx, cancelled, "order_cancelled")

    def status(self, tx: Tx, path: Path, body: OrderStatus) -> Posted:
        """It overwrites whatever is there."""
        said = msgspec.structs.replace(_order(tx, path), status=body.status, reference=body.reference)
        self._kept(tx, said, "status", body.status)
        return Posted(id=said.order)

    def _kept(self, tx: Tx, order: Order, field: str, value: str, **natural: str) -> None:
        tx.put(order.order, order)
        code = self._materials.code(order.material)
        tx.set("order", order.order, field, value, order=order.order, item=code, **natural)


def _order(tx: Tx, path: Path) -> Order:
    return tx.need(Order, path["order"], "unknown-order", f"order {path['order']}")


def _told(tx: Tx, order: Order, kind: str) -> Posted:
    shown = {name: msgspec.to_builtins(getattr(order, name)) for name in SHOWN}
    tx.announce("orders", kind, plant=order.plant, data=shown)
    return Posted(id=order.order)
