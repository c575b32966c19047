"""
Goods between plants, as the warehouse's people enter them: out of one plant, in transit, into the other.

    UPPER: UWIP --transfer--> in transit --arrive--> LOWER: LWIP        two moves of one lot; it keeps its number
"""

from decimal import Decimal

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import acts
from lotproof.harness.plant.floor import portion
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, tagged


def transfer(scene: Scene, act: acts.Transfer) -> Doing:
    """It leaves stock here, and lies nowhere but with its transfer."""
    scene.blocked.check(act.row, [act.lot], by_system=True)
    yield from scene.stock.take(scene.key(act.lot), act.from_location, Decimal(act.quantity))
    scene.stock.put(scene.key(act.lot), f"@{act.transfer}", Decimal(act.quantity))
    scene.papers["transfer", act.transfer] = {"lot": act.lot, "quantity": act.quantity}
    way = {"from_location": act.from_location, "to_location": in_transit(scene)}
    moved(scene, act.transfer, transfer_call(scene, act), way, scene.diary.causes(("origin", act.lot)))
    scene.reach("sent", act.transfer)


def transfer_call(scene: Scene, act: acts.Transfer) -> DeskCall:
    """The sending of a lot; a lot that is blocked in WMS is refused there."""
    item, lot = parts(act.lot)
    line = {"item": item, "lot": lot, "quantity": amount(Decimal(act.quantity)), "unit": scene.unit_of(act.lot)}
    body = {
        "transfer": tagged(act.transfer),
        "from_plant": scene.plant,
        "to_plant": act.to_plant,
        "lines": [{**line, "location": act.from_location}],
        "event_time": "{at}",
    }
    return DeskCall(system="wms", act="send_transfer", body=body, expect="maybe")


def arrive(scene: Scene, act: acts.Arrive) -> Doing:
    yield from scene.until("sent", act.transfer)
    paper = scene.papers["transfer", act.transfer]
    key, quantity = scene.key(paper["lot"]), Decimal(paper["quantity"])
    yield from scene.stock.take(key, f"@{act.transfer}", quantity)
    body = {"transfer": tagged(act.transfer), "location": act.location, "event_time": "{at}"}
    call = DeskCall(system="wms", act="receive_transfer", body=body, expect="maybe")
    way = {"from_location": in_transit(scene), "to_location": act.location}
    moved(scene, act.transfer, call, way, scene.diary.causes(("transfer", act.transfer)))
    scene.stock.put(key, act.location, quantity)
    scene.reach("arrived", act.transfer)


def moved(scene: Scene, name: str, call: DeskCall, way: dict[str, str], causes: tuple[str, ...]) -> None:
    """One of the two moves of a transfer; `way` says from where to where."""
    lot, quantity = (scene.papers["transfer", name][word] for word in ("lot", "quantity"))
    fact = scene.diary.desk(
        "moved",
        scene.now_us,
        call,
        step=f"{tagged(name)}/{scene.plant}",
        ins=(portion(scene, lot, "content", quantity, way["from_location"]),),
        outs=(portion(scene, lot, "content", quantity, way["to_location"]),),
        words={"transfer": tagged(name), **way},
        causes=causes,
    )
    scene.diary.remember(fact, ("transfer", name))


def in_transit(scene: Scene) -> str:
    """The location that goods between plants are booked to."""
    return str(scene.enterprise["rules"].get("in_transit", "TRANSIT"))


DOING: Playing = {acts.Transfer: transfer, acts.Arrive: arrive}
