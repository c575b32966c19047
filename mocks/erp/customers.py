"""What customers want: their orders, and what the service desk does for them. Both are entered by people."""

import msgspec
from lotproof.mocks.erp.materials import Materials
from lotproof.mocks.erp.nouns import CustomerOrder, NewCustomerOrder, NewServiceOrder, ServiceOrder
from lotproof.mocks.kit.operations import Operation, Path, Posted, Posting, lists, post, shows
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx

ORDERED = ("customer_order", "customer", "material", "quantity", "unit", "plant")
SERVED = ("service_order", "customer", "material", "lot", "plant", "text", "status")
UNKNOWN = "unknown-service-order"


class Customers:
    """Handlers of these rows."""

    def __init__(self, materials: Materials) -> None:
        self._materials = materials

    def order(self, tx: Tx, path: Path, body: NewCustomerOrder) -> Posted:
        code = self._materials.code(body.material)
        made = CustomerOrder(
            **{name: getattr(body, name) for name in ("customer_order", "customer", "unit", "plant")},
            material=self._materials.spelled(code),
            quantity=text(body.quantity),
            created_at=tx.now,
            reference=body.reference,
        )
        tx.put(made.customer_order, made)
        tx.set("customer_order", made.customer_order, "quantity", made.quantity, item=code, unit=made.unit)
        told = {name: getattr(made, name) for name in ORDERED}
        tx.announce("customer_orders", "customer_order_received", plant=made.plant, data=told)
        return Posted(id=made.customer_order)

    def open(self, tx: Tx, path: Path, body: NewServiceOrder) -> Posted:
        code = self._materials.code(body.material)
        made = ServiceOrder(
            **{name: getattr(body, name) for name in ("service_order", "customer", "lot", "plant", "text")},
            material=self._materials.spelled(code),
            status="open",
            created_at=tx.now,
            reference=body.reference,
        )
        return self._told(tx, made, "service_order_opened")

    def close(self, tx: Tx, path: Path, body: Posting) -> Posted:
        number = path["service_order"]
        there = tx.need(ServiceOrder, number, UNKNOWN, f"service order {number}")
        return self._told(tx, msgspec.structs.replace(there, status="closed"), "service_order_closed")

    def _told(self, tx: Tx, made: ServiceOrder, kind: str) -> Posted:
        tx.put(made.service_order, made)
        item = self._materials.code(made.material)
        tx.set("service_order", made.service_order, "status", made.status, item=item, lot=made.lot)
        tx.announce("service_orders", kind, plant=made.plant, data={name: getattr(made, name) for name in SERVED})
        return Posted(id=made.service_order)


def customers(materials: Materials) -> tuple[Operation, ...]:
    """Their rows in ERP's table."""
    acts = Customers(materials)
    return (
        post(
            "create_customer_order",
            "/customer-orders",
            acts.order,
            NewCustomerOrder,
            act="take_customer_order",
            refuses=("unknown-item",),
            summary="Take a customer's order",
        ),
        lists("list_customer_orders", "/customer-orders", CustomerOrder, *ORDERED[:3], summary="Customers' orders"),
        post(
            "create_service_order",
            "/service-orders",
            acts.open,
            NewServiceOrder,
            act="open_service_order",
            refuses=("unknown-item",),
            summary="Open a service order on a lot or serial that a customer has",
        ),
        post(
            "close_service_order",
            "/service-orders/{service_order}/close",
            acts.close,
            Posting,
            refuses=(UNKNOWN,),
            guard=(ServiceOrder, "{service_order}"),
            summary="Close a service order",
        ),
        lists(
            "list_service_orders",
            "/service-orders",
            ServiceOrder,
            *(name for name in SERVED if name != "text"),
            summary="Service orders",
        ),
        shows(
            "get_service_order",
            "/service-orders/{service_order}",
            ServiceOrder,
            "{service_order}",
            UNKNOWN,
            summary="A service order",
        ),
    )
