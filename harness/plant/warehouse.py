"""What the warehouse's people enter in WMS: receipts, moves, shipments, returns."""

from decimal import Decimal
from typing import Any

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import acts
from lotproof.harness.plant.floor import boxes, lines, lots_in, portion, whole
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, sscc, tagged


def receive(scene: Scene, act: acts.Receive) -> Doing:
    inspected = bool(scene.item(act.lot).get("inspected"))
    status = scene.enterprise["rules"]["lot_status"]["undecided"] if inspected else "free"
    item, lot = parts(act.lot)
    quantity = amount(Decimal(act.quantity))
    words = {
        "receipt": tagged(act.receipt),
        "purchase_order": tagged(act.purchase_order),
        "supplier": act.supplier,
        "supplier_lot": tagged(act.supplier_lot),
    }
    line = {"item": item, "lot": lot, "supplier_lot": words["supplier_lot"], "quantity": quantity}
    body = {
        **{name: words[name] for name in ("receipt", "purchase_order", "supplier")},
        "plant": scene.plant,
        "lines": [{**line, "unit": scene.unit_of(act.lot), "location": act.location}],
        "event_time": "{at}",
    }
    fact = scene.diary.desk(
        "received",
        scene.now_us,
        DeskCall(system="wms", act="receive", body=body),
        step=tagged(act.receipt),
        outs=(portion(scene, act.lot, "output", act.quantity, act.location, status=status),),
        words={**words, "inspect": "yes" if inspected else "no"},
    )
    scene.diary.remember(fact, ("origin", act.lot))
    scene.papers["inspection", act.lot] = {
        **line,
        "unit": scene.unit_of(act.lot),
        "plant": scene.plant,
        "supplier": act.supplier,
        "receipt": words["receipt"],
    }
    scene.stock.put(scene.key(act.lot), act.location, Decimal(act.quantity))
    scene.reach("received", act.lot)
    yield from ()


def move_call(scene: Scene, act: acts.Move) -> DeskCall:
    """The move of a lot; a lot that is blocked in WMS is refused there."""
    item, lot = parts(act.lot)
    body = {
        "movement": tagged(act.movement),
        "plant": scene.plant,
        "item": item,
        "lot": lot,
        "quantity": amount(Decimal(act.quantity)),
        "unit": scene.unit_of(act.lot),
        "from_location": act.from_location,
        "to_location": act.to_location,
        "event_time": "{at}",
    }
    return DeskCall(system="wms", act="move", body=body, expect="maybe")


def move(scene: Scene, act: acts.Move) -> Doing:
    yield from scene.stock.take(scene.key(act.lot), act.from_location, Decimal(act.quantity))
    if scene.enterprise["plants"][scene.plant]["locations"][act.to_location]["kind"] != "quarantine":
        scene.blocked.check(act.row, [act.lot], by_system=True)
    scene.stock.put(scene.key(act.lot), act.to_location, Decimal(act.quantity))
    scene.diary.desk(
        "moved",
        scene.now_us,
        move_call(scene, act),
        step=tagged(act.movement),
        ins=(portion(scene, act.lot, "content", act.quantity, act.from_location),),
        outs=(portion(scene, act.lot, "content", act.quantity, act.to_location),),
        words={
            "movement": tagged(act.movement),
            "from_location": act.from_location,
            "to_location": act.to_location,
        },
        causes=scene.diary.causes(("origin", act.lot)),
    )


def ship_call(scene: Scene, act: acts.Ship) -> DeskCall:
    """The loading of units; a unit with a lot that is blocked in WMS is refused there."""
    body = {
        "shipment": tagged(act.shipment),
        "plant": scene.plant,
        "customer": act.customer,
        "units": [sscc(unit) for unit in act.units],
        **for_order(act),
        "event_time": "{at}",
    }
    return DeskCall(system="wms", act="ship", body=body, expect="maybe")


def for_order(act: acts.Ship) -> dict[str, str]:
    """The customer's order that a shipment fulfils, where it is said."""
    return {"customer_order": tagged(act.customer_order)} if act.customer_order else {}


def ship(scene: Scene, act: acts.Ship) -> Doing:
    for unit in act.units:
        yield from scene.until("unit", str(unit))
        scene.sure("unit", str(unit))
    units = [one for unit in act.units for one in whole(scene, unit)]
    scene.blocked.check(act.row, lots_in(scene, act.units), by_system=True)
    fact = scene.diary.desk(
        "shipped",
        scene.now_us,
        ship_call(scene, act),
        step=tagged(act.shipment),
        ins=boxes(scene, units, "content", ""),
        words={"shipment": tagged(act.shipment), "customer": act.customer, **for_order(act)},
        causes=scene.diary.causes(*(("unit", str(unit)) for unit in act.units)),
    )
    scene.diary.remember(fact, ("shipment", act.shipment))
    scene.papers["shipment", act.shipment] = {"shipment": tagged(act.shipment), "customer": act.customer}
    for unit in units:
        for lot, quantity in scene.papers["contents", str(unit)].items():
            scene.stock.put(scene.key(lot), f"@{act.shipment}", Decimal(quantity))
        scene.papers["left it", str(unit)] = {"shipment": act.shipment}
    scene.reach("shipped", act.shipment)


def take_back(scene: Scene, act: acts.TakeBack) -> Doing:
    yield from scene.until("shipped", act.shipment)
    for lot, quantity in act.contents.items():
        yield from scene.stock.take(scene.key(lot), f"@{act.shipment}", Decimal(quantity))
        scene.stock.put(scene.key(lot), act.location, Decimal(quantity))
    status = scene.enterprise["rules"]["return_status"]
    words: dict[str, Any] = {
        "return": tagged(act.return_),
        **({} if act.unlabelled else {"shipment": tagged(act.shipment)}),
        "customer": act.customer,
        "reason": act.reason,
    }
    body = {"shipment": "", **words, "plant": scene.plant, "lines": lines(scene, act.contents), "event_time": "{at}"}
    scene.diary.desk(
        "returned",
        scene.now_us,
        DeskCall(system="wms", act="return_goods", body=body, expect="maybe"),
        step=tagged(act.return_),
        outs=tuple(
            portion(scene, lot, "content", much, act.location, status=status) for lot, much in act.contents.items()
        ),
        words=words,
        causes=scene.diary.causes(("shipment", act.shipment)),
    )


DOING: Playing = {acts.Receive: receive, acts.Move: move, acts.Ship: ship, acts.TakeBack: take_back}
