"""MES: work orders, dispatches, and what was used and made, by lot and time."""

from collections.abc import Mapping
from typing import Any

import msgspec
from lotproof.mocks.kit import equipment, lots
from lotproof.mocks.kit.operations import Operation, Posting, Reading, Shown, System, lists, post
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.mes import boms, migration, work
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

UNKNOWN = ("unknown-order",)
LATE = ("unknown-order", "order-started")


def system(enterprise: Mapping[str, Any]) -> System:
    """MES of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("mes") or {}).get("title", "MES")
    beside = (*equipment.operations(enterprise), *migration.operations(enterprise))
    kept = (*boms.operations(), *lots.operations(), *beside)
    return System(name="mes", title=title, operations=(*orders(), *execution(), *kept))


def orders() -> tuple[Operation, ...]:
    return (
        post(
            "work_orders",
            "/work-orders",
            work.create_work_order,
            NewWorkOrder,
            act="create_work_order",
            summary="Take over a production order",
        ),
        post(
            "work_order_change",
            "/work-orders/{order}/change",
            work.change_work_order,
            WorkOrderChange,
            refuses=LATE,
            summary="Change how much it is to make, before it starts",
        ),
        post(
            "work_order_cancel",
            "/work-orders/{order}/cancel",
            work.cancel_work_order,
            Posting,
            refuses=LATE,
            summary="Cancel it, before it starts",
        ),
        post(
            "start_order",
            "/work-orders/{order}/start",
            work.start_order,
            Posting,
            refuses=UNKNOWN,
            summary="Start an order",
        ),
        post(
            "complete_order",
            "/work-orders/{order}/complete",
            work.complete_order,
            Posting,
            refuses=UNKNOWN,
            summary="Say that an order is done",
        ),
        post(
            "close_order",
            "/work-orders/{order}/close",
            work.close_order,
            Posting,
            refuses=UNKNOWN,
            summary="Close an order",
        ),
        lists("list_work_orders", "/work-orders", WorkOrder, "order", "item", "status", summary="Work orders"),
        Operation(
            name="get_work_order",
            method="GET",
            path="/work-orders/{order}",
            read=work_order,
            answer=WorkOrder,
            refuses=UNKNOWN,
            summary="The work order of an order",
        ),
    )


def work_order(reading: Reading) -> Shown:
    """The first work order of a production order."""
    found = reading.entities.about(WorkOrder, reading.path["order"])
    if not found:
        raise RefusedError("unknown-order", f"order {reading.path['order']} is not known in mes")
    version = reading.entities.version(WorkOrder, found[0].id)
    return Shown(body=msgspec.json.encode(found[0]), etag=f'"{version}"')


def execution() -> tuple[Operation, ...]:
    return (
        post(
            "dispatch_lot",
            "/dispatches",
            work.dispatch_lot,
            NewDispatch,
            refuses=("unknown-order", "lot-blocked"),
            summary="Take a lot to a machine",
        ),
        post(
            "consumptions",
            "/consumptions",
            work.consume,
            NewConsumption,
            refuses=UNKNOWN,
            summary="Report what was used for an order",
        ),
        post(
            "productions",
            "/productions",
            work.produce,
            NewProduction,
            refuses=UNKNOWN,
            summary="Report what an order made",
        ),
        lists("list_dispatches", "/dispatches", Dispatch, "order", "item", "lot", summary="Dispatches"),
        lists("list_consumptions", "/consumptions", Consumption, "order", "item", "lot", summary="Consumptions"),
        lists("list_productions", "/productions", Production, "order", "item", "lot", summary="Productions"),
    )
