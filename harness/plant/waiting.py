"""Where the plant looks at what the integration did: points of patience, and what people do where it did not."""

from typing import Any

from lotproof.harness.model.seams import Condition, DeskCall
from lotproof.harness.plant import acts, maintenance, masters, office, transfers, warehouse
from lotproof.harness.plant.papers import Unplayable
from lotproof.harness.plant.points import NEVER, written
from lotproof.harness.plant.scene import Doing, Playing, Scene, parts, sscc, tagged


def expect(scene: Scene, act: acts.Expect) -> Doing:
    name, wanted = subject(act)
    yield from scene.until(*before(name, wanted))
    condition, flow = CONDITIONS[name](scene, wanted)
    met = yield from scene.patience(f"{act.row}: {name} {wanted}", condition, (flow,), act.span_us)
    if not met and name in BY_HAND:
        BY_HAND[name](scene, wanted)
    scene.reach("expected", "unit" if name == "unpacked" else name, wanted)


def before(name: str, wanted: str) -> tuple[str, ...]:
    """The mark without which this cannot be expected; a deviation's is its calibration's."""
    return (*AFTER[name], wanted.partition("/")[0] if name == "deviation" else wanted)


def subject(act: acts.Expect) -> tuple[str, str]:
    """What is expected, and of what."""
    named = {name: str(getattr(act, name) or "") for name in CONDITIONS}
    return next((name, wanted) for name, wanted in named.items() if wanted)


Wanted = tuple[Condition, str]
"""A condition, and the flow that brings it about."""


def inspection(scene: Scene, lot: str) -> Wanted:
    if not scene.item(lot).get("inspected"):
        raise Unplayable(f"{lot} is not inspected", "An inspection is expected of items with `inspected: true`.")
    item, number = parts(lot)
    match = {"system": "qms", "entity": "inspection", "field": "quantity", "item": item, "lot": number}
    return Condition(match=match), "receipt"


def work_order(scene: Scene, order: str) -> Wanted:
    match = {"system": "mes", "entity": "work_order", "field": "order", "order": tagged(order)}
    return Condition(match=match), "order_release"


def quantity_of(scene: Scene, order: str) -> Wanted:
    match = {"system": "mes", "entity": "work_order", "field": "quantity", "order": tagged(order)}
    return Condition(match=match, any_of=written(scene.papers["order", order]["quantity"])), "order_release"


def cancellation(scene: Scene, order: str) -> Wanted:
    match = {"system": "mes", "entity": "work_order", "field": "status", "order": tagged(order), "value": "cancelled"}
    return Condition(match=match), "order_release"


def nonconformance(scene: Scene, exceedance: str) -> Wanted:
    match = {"system": "qms", "entity": "nonconformance", "field": "exceedance", "value": tagged(exceedance)}
    return Condition(match=match), "quality_event"


def unit(scene: Scene, number: str) -> Wanted:
    """
    A number that is used again is known again when a lot shows in it that was not in it before; one that holds units
    alone is known by the first that stands in it.
    """
    paper = scene.papers["unit", number]
    if not paper["lines"]:
        match = {"system": "wms", "entity": "unit", "field": "inside", "key": paper["units"][0]}
        return Condition(match={**match, "value": paper["sscc"]}), "operation_completion"
    fresh = scene.papers.get(("fresh", number), {})
    match = {"system": "wms", "entity": "unit", "field": "quantity", "key": sscc(int(number)), **fresh}
    return Condition(match=match), "operation_completion"


def unpacked(scene: Scene, number: str) -> Wanted:
    """WMS shows of a lot that was taken out how much of it is left in the unit."""
    paper = scene.papers["left", number]
    if "unit" in paper:
        match = {"system": "wms", "entity": "unit", "field": "inside", "key": paper["unit"], "value": "none"}
        return Condition(match=match), "operation_completion"
    key = f"{sscc(int(number))}/{paper['item']}/{paper['lot']}"
    match = {"system": "wms", "entity": "unit", "field": "left", "key": key}
    return Condition(match=match, any_of=written(paper["left"])), "operation_completion"


CONDITIONS = {
    "inspection": inspection,
    "work_order": work_order,
    "bom": masters.in_mes,
    "quantity_of": quantity_of,
    "cancellation": cancellation,
    "nonconformance": nonconformance,
    "unit": unit,
    "unpacked": unpacked,
    "equipment": maintenance.in_mes,
    "deviation": maintenance.in_qms,
}

AFTER = {
    "inspection": ("received",),
    "work_order": ("released",),
    "bom": ("revised",),
    "quantity_of": ("changed",),
    "cancellation": ("cancelled",),
    "nonconformance": ("exceedance",),
    "unit": ("unit",),
    "unpacked": ("unpacked",),
    "equipment": ("equipment",),
    "deviation": ("calibrated",),
}
"""What has to be so before anything can be expected."""


def by_hand(scene: Scene, system: str, act: str, paper: dict[str, Any], **more: Any) -> None:
    """People enter what a system should have been told."""
    call = DeskCall(system=system, act=act, body={**paper, "event_time": "{at}"}, expect="maybe", manual=True)
    words = {"act": act, **more.pop("words", {})}
    kind: Any = "opened" if act == "open_nonconformance" else "entered"
    scene.diary.desk(kind, scene.now_us, call, words=words, **more)


def enter_bom(scene: Scene, bom: str) -> None:
    by_hand(scene, "mes", "enter_bom", scene.papers["revision", bom], causes=scene.diary.causes(("revision", bom)))


def enter_inspection(scene: Scene, lot: str) -> None:
    causes = scene.diary.causes(("origin", lot))
    by_hand(scene, "qms", "create_inspection", scene.papers["inspection", lot], subject=scene.key(lot), causes=causes)


def enter_work_order(scene: Scene, order: str) -> None:
    causes = scene.diary.causes(("order", order))[-1:]
    by_hand(scene, "mes", "create_work_order", scene.papers["order", order], order=tagged(order), causes=causes)


def open_nonconformance(scene: Scene, exceedance: str) -> None:
    paper = scene.papers["exceedance", exceedance]
    by_hand(
        scene,
        "qms",
        "open_nonconformance",
        paper,
        order=paper["order"],
        equipment=paper["equipment"],
        subject=f"lot:{paper['item']}:{paper['lot']}",
        words={"exceedance": paper["exceedance"]},
        causes=scene.diary.causes(("exceedance", exceedance)),
    )


def enter_unit(scene: Scene, number: str) -> None:
    paper = scene.papers["unit", number]
    causes = scene.diary.causes(("unit", number))
    subject = f"unit:{scene.plant}:{sscc(int(number))}"
    by_hand(scene, "wms", "create_unit", paper, order=paper["order"], subject=subject, causes=causes)


def enter_unpacking(scene: Scene, number: str) -> None:
    paper = scene.papers["unpacking", number]
    causes = scene.diary.causes(("unpacked", number))
    subject = f"unit:{scene.plant}:{sscc(int(number))}"
    by_hand(scene, "wms", "unpack", paper, subject=subject, causes=causes)


def enter_equipment(scene: Scene, machine: str) -> None:
    causes = scene.diary.causes(("equipment", machine))
    by_hand(scene, "mes", "enter_equipment_status", scene.papers["equipment", machine], causes=causes)


def open_deviation(scene: Scene, named: str) -> None:
    paper = maintenance.deviation(scene, named)
    causes = scene.diary.causes(("equipment", paper["equipment"]))
    by_hand(scene, "qms", "open_deviation", paper, subject=scene.key(named.partition("/")[2]), causes=causes)


BY_HAND = {
    "inspection": enter_inspection,
    "work_order": enter_work_order,
    "bom": enter_bom,
    "nonconformance": open_nonconformance,
    "unit": enter_unit,
    "unpacked": enter_unpacking,
    "equipment": enter_equipment,
    "deviation": open_deviation,
}


def attempt(scene: Scene, act: acts.Attempt) -> Doing:
    item, lot = parts(act.blocked)
    match = {"system": act.system, "entity": "lot", "field": "status", "item": item, "lot": lot, "value": "blocked"}
    name = f"{act.row}: {act.blocked} blocked in {act.system}"
    met = yield from scene.patience(name, Condition(match=match), ("lot_status",), act.span_us)
    if met:
        refuse(scene, act)
        yield from scene.perform(act.refused)
    else:
        scene.blocked.tried.add(act.what.row)
        scene.blocked.missed.add(act.blocked)
        yield from scene.perform((act.what, *act.done))


def refuse(scene: Scene, act: acts.Attempt) -> None:
    """The act is tried in vain."""
    what = act.what
    order = getattr(what, "order", "")
    call = TRIED[type(what)](scene, what)
    scene.diary.desk(
        "refused",
        scene.now_us,
        call,
        order=tagged(order) if order else "",
        equipment=getattr(what, "machine", ""),
        subject=scene.key(act.blocked),
        words={"act": call.act, "reason": "lot-blocked"},
        causes=scene.diary.causes(("origin", act.blocked)),
    )


TRIED: dict[type[Any], Any] = {
    acts.Move: warehouse.move_call,
    acts.Ship: warehouse.ship_call,
    acts.Dispatch: office.dispatch_call,
    acts.Transfer: transfers.transfer_call,
}
"""The acts that a system refuses for a blocked lot."""


def wait(scene: Scene, act: acts.Wait) -> Doing:
    met = yield from scene.patience(f"{act.row}: wait", Condition(match=act.until), act.flows, act.span_us)
    yield from scene.perform(act.met if met else act.unmet)


def pause(scene: Scene, act: acts.Pause) -> Doing:
    since_us = scene.now_us
    yield from scene.patience(f"{act.row}: pause", NEVER, act.flows, act.span_us, act.deadline_s)
    if "lot_status" in act.flows:
        scene.blocked.known_us = max(since_us, scene.blocked.known_us)


def reach(scene: Scene, act: acts.Reach) -> Doing:
    scene.reach("mark", act.mark)
    yield from ()


def await_(scene: Scene, act: acts.Await) -> Doing:
    yield from scene.until("mark", act.mark)


DOING: Playing = {
    acts.Expect: expect,
    acts.Attempt: attempt,
    acts.Wait: wait,
    acts.Pause: pause,
    acts.Reach: reach,
    acts.Await: await_,
}
