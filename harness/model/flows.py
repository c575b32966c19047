"""
The traceability event map: which act goes from where to where, and which fields it writes.

A claim in `lotproof.toml` is a name of this table. Acts that write the same field of the same entity are one flow.
"""

import msgspec


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """
    `owner` is where the act happens; `writes` are `system.entity.field` that the flow makes; `base_s` is a usual
    deadline that an enterprise may replace. `judged` flows are in every enterprise, and an escort carries those that
    nobody claims; one that is not is judged where it is claimed and the enterprise has its owner.
    """

    name: str
    act: str
    owner: str
    to: tuple[str, ...]
    writes: tuple[str, ...]
    base_s: float = 5.0
    capped: bool = False
    judged: bool = True


FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        Flow(
            name="master_data",
            act="publish items, BOM revisions, suppliers",
            owner="erp",
            to=("mes", "wms"),
            writes=("mes.bom.revision", "mes.bom.components"),
            judged=False,
        ),
        Flow(
            name="order_release",
            act="release, change or cancel a production order",
            owner="erp",
            to=("mes",),
            writes=("mes.work_order.order", "mes.work_order.quantity", "mes.work_order.status"),
        ),
        Flow(
            name="order_status",
            act="start, complete, close an order",
            owner="mes",
            to=("erp",),
            writes=("erp.order.status",),
        ),
        Flow(
            name="receipt",
            act="receive a supplier lot",
            owner="wms",
            to=("erp", "qms"),
            writes=("erp.receipt.quantity", "erp.lot.supplier_lot", "qms.inspection.quantity"),
        ),
        Flow(
            name="material_issue",
            act="use up a lot for an order",
            owner="floor",
            to=("mes", "erp"),
            writes=("mes.consumption.quantity", "erp.consumption.quantity"),
        ),
        Flow(
            name="operation_completion",
            act="make a lot, pack a handling unit",
            owner="floor",
            to=("mes", "erp", "wms"),
            writes=("mes.production.quantity", "erp.production.quantity", "wms.unit.quantity", "wms.unit.inside"),
        ),
        Flow(
            name="movement",
            act="move stock between locations",
            owner="wms",
            to=("erp",),
            writes=("erp.movement.quantity",),
        ),
        Flow(
            name="quality_event",
            act="exceed a process limit",
            owner="floor",
            to=("qms",),
            writes=("qms.nonconformance.exceedance",),
            capped=True,
        ),
        Flow(
            name="lot_status",
            act="hold, release, decide, dispose",
            owner="qms",
            to=("erp", "wms", "mes"),
            writes=("erp.lot.status", "wms.lot.status", "mes.lot.status", "erp.disposal.quantity"),
            capped=True,
        ),
        Flow(
            name="shipment",
            act="ship handling units to a customer",
            owner="wms",
            to=("erp",),
            writes=("erp.delivery.quantity",),
        ),
        Flow(
            name="return",
            act="take goods back from a customer",
            owner="wms",
            to=("erp",),
            writes=("erp.return.quantity",),
        ),
        Flow(
            name="complaint",
            act="take a customer's complaint",
            owner="portal",
            to=("qms",),
            writes=("qms.nonconformance.complaint",),
            judged=False,
        ),
        Flow(
            name="recall",
            act="recall a lot: stop what is on its way",
            owner="qms",
            to=("erp", "wms", "mes", "carrier", "portal"),
            writes=("carrier.consignment.stopped", "portal.notice.stopped"),
            judged=False,
            capped=True,
        ),
        Flow(
            name="equipment_status",
            act="calibrate or repair equipment",
            owner="cmms",
            to=("mes", "qms"),
            writes=("mes.equipment.status", "qms.equipment.status", "qms.nonconformance.calibration"),
            judged=False,
        ),
        Flow(
            name="canonical_event",
            act="publish a canonical event",
            owner="any",
            to=("platform",),
            writes=(),
            judged=False,
        ),
    )
}


def flow_of(system: str, entity: str, field: str) -> str:
    """The flow that writes this field, or '' where no claim covers it."""
    return WRITERS.get((system, entity, field), "")


WRITERS: dict[tuple[str, str, str], str] = {
    tuple(path.split(".")): flow.name  # type: ignore[misc]
    for flow in FLOWS.values()
    for path in flow.writes
}
