"""What planners enter in ERP, and lines and supervisors in MES: orders and dispatches."""

from decimal import Decimal
from typing import Any

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import acts, masters
from lotproof.harness.plant.papers import Unplayable
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, tagged


def release(scene: Scene, act: acts.Release) -> Doing:
    item = scene.enterprise["items"][act.item]
    approved = [dict(zip(("item", "lot"), parts(lot), strict=True)) for lot in act.approved]
    paper = {
        "order": tagged(act.order),
        "item": act.item,
        "quantity": amount(Decimal(act.quantity)),
        "unit": item["unit"],
        "bom_revision": masters.revision(scene, act.item),
        "plant": scene.plant,
        "line": act.line,
        "approved_lots": approved,
    }
    scene.papers["order", act.order] = paper
    keys = ", ".join(scene.key(lot) for lot in act.approved)
    named = ("item", "quantity", "unit", "bom_revision", "line")
    words = {**{name: paper[name] for name in named}, "approved_lots": keys}
    call = DeskCall(system="erp", act="release_order", body=in_erp(scene, paper))
    causes = scene.diary.causes(("bom", act.item))[-1:]
    fact = scene.diary.desk("order_released", scene.now_us, call, order=tagged(act.order), words=words, causes=causes)
    scene.diary.remember(fact, ("order", act.order))
    scene.reach("released", act.order)
    yield from ()


def in_erp(scene: Scene, paper: dict[str, Any]) -> dict[str, Any]:
    """An order as ERP spells it: materials in place of items."""
    items = scene.enterprise["items"]
    approved = [{"material": items[one["item"]]["erp_material"], "lot": one["lot"]} for one in paper["approved_lots"]]
    rest = {name: value for name, value in paper.items() if name not in ("item", "approved_lots")}
    material = items[paper["item"]]["erp_material"]
    return {**rest, "material": material, "approved_lots": approved, "event_time": "{at}"}


def change(scene: Scene, act: acts.Change) -> Doing:
    yield from scene.until("released", act.order)
    _goes_on(scene, act.order, "changed")
    quantity = amount(Decimal(act.quantity))
    if scene.papers["order", act.order]["quantity"] == quantity:
        raise Unplayable(f"order {act.order} is of {quantity} already", "A change says another quantity.")
    scene.papers["order", act.order]["quantity"] = quantity
    body = {"order": tagged(act.order), "quantity": quantity, "event_time": "{at}"}
    told(scene, act.order, "order_changed", DeskCall(system="erp", act="change_order", body=body), quantity=quantity)
    scene.reach("changed", act.order)
    scene.unsure("quantity_of", act.order)


def cancel(scene: Scene, act: acts.Cancel) -> Doing:
    yield from scene.until("released", act.order)
    _goes_on(scene, act.order, "cancelled again")
    if scene.is_so("completed", act.order):
        raise Unplayable(f"order {act.order} is completed", "What is done is not cancelled.")
    told(scene, act.order, "order_cancelled", _about(act.order, "erp", "cancel_order"))
    scene.reach("cancelled", act.order)


def start(scene: Scene, act: acts.Start) -> Doing:
    yield from scene.until("released", act.order)
    _goes_on(scene, act.order, "started")
    scene.sure("work_order", act.order)
    if scene.is_so("changed", act.order):
        scene.sure("quantity_of", act.order)
    told(scene, act.order, "order_started", _about(act.order, "mes", "start_order"), mark="started")
    scene.reach("started", act.order)


def complete(scene: Scene, act: acts.Complete) -> Doing:
    yield from scene.until("started", act.order)
    told(scene, act.order, "order_completed", _about(act.order, "mes", "complete_order"), mark="completed")
    scene.reach("completed", act.order)


def close(scene: Scene, act: acts.Close) -> Doing:
    yield from scene.until("completed", act.order)
    told(scene, act.order, "order_closed", _about(act.order, "mes", "close_order"))
    scene.reach("closed", act.order)


def _goes_on(scene: Scene, order: str, how: str) -> None:
    """
    Raises:
        Unplayable: if the order was cancelled.
    """
    if scene.is_so("cancelled", order):
        raise Unplayable(f"order {order} is cancelled", f"It is not {how} then.")


def _about(order: str, system: str, act: str) -> DeskCall:
    return DeskCall(system=system, act=act, body={"order": tagged(order), "event_time": "{at}"})


def told(scene: Scene, order: str, kind: Any, call: DeskCall, mark: str = "", **words: str) -> None:
    """A fact of an order's life; it follows from the one before."""
    causes = scene.diary.causes(("order", order))[-1:]
    fact = scene.diary.desk(kind, scene.now_us, call, order=tagged(order), words=words, causes=causes)
    scene.diary.remember(fact, ("order", order), *([(mark, order)] if mark else []))


def dispatch_call(scene: Scene, act: acts.Dispatch) -> DeskCall:
    """The dispatch of a lot; a lot that is blocked in MES is refused there."""
    item, lot = parts(act.lot)
    body = {"order": tagged(act.order), "operation": scene.operation(act.order), "item": item, "lot": lot}
    return DeskCall(
        system="mes",
        act="dispatch_lot",
        body={
            **body,
            "quantity": amount(Decimal(act.quantity)),
            "unit": scene.unit_of(act.lot),
            "equipment": act.machine,
            "event_time": "{at}",
        },
        expect="maybe",
    )


def dispatch(scene: Scene, act: acts.Dispatch) -> Doing:
    yield from scene.until("started", act.order)
    scene.blocked.check(act.row, [act.lot], by_system=True)
    scene.diary.desk(
        "entered",
        scene.now_us,
        dispatch_call(scene, act),
        order=tagged(act.order),
        operation=scene.operation(act.order),
        equipment=act.machine,
        subject=scene.key(act.lot),
        words={"act": "dispatch_lot"},
        causes=scene.diary.causes(("origin", act.lot)),
    )


DOING: Playing = {
    acts.Release: release,
    acts.Change: change,
    acts.Cancel: cancel,
    acts.Start: start,
    acts.Complete: complete,
    acts.Close: close,
    acts.Dispatch: dispatch,
}
