"""What goes on between a plant and its customers: their orders, the service desk's, goods on their way to them."""

from decimal import Decimal
from typing import Any

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import outside
from lotproof.harness.plant.papers import absent
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, tagged


def buy(scene: Scene, act: outside.Buy) -> Doing:
    item = scene.enterprise["items"][act.item]
    words = {
        "customer_order": tagged(act.customer_order),
        "customer": act.customer,
        "quantity": amount(Decimal(act.quantity)),
        "unit": str(item["unit"]),
    }
    body = {**words, "material": item["erp_material"], "plant": scene.plant, "event_time": "{at}"}
    call = DeskCall(system="erp", act="take_customer_order", body=body)
    scene.diary.desk("ordered", scene.now_us, call, words={**words, "item": act.item})
    yield from ()


def open_service(scene: Scene, act: outside.OpenService) -> Doing:
    if ("origin", act.lot) not in scene.diary:
        raise absent("lot", act.lot)
    item, lot = parts(act.lot)
    words = {"service_order": tagged(act.service_order), "customer": act.customer, "text": act.text}
    material = scene.enterprise["items"][item]["erp_material"]
    body = {**words, "plant": scene.plant, "material": material, "lot": lot, "event_time": "{at}"}
    fact = scene.diary.desk(
        "service_opened",
        scene.now_us,
        DeskCall(system="erp", act="open_service_order", body=body),
        subject=scene.key(act.lot),
        words=words,
    )
    scene.diary.remember(fact, ("service", act.service_order))
    scene.papers["service", act.service_order] = {"subject": scene.key(act.lot)}
    scene.reach("service", act.service_order)
    yield from ()


def close_service(scene: Scene, act: outside.CloseService) -> Doing:
    yield from scene.until("service", act.service_order)
    number = tagged(act.service_order)
    body = {"service_order": number, "event_time": "{at}"}
    scene.diary.desk(
        "service_closed",
        scene.now_us,
        DeskCall(system="erp", act="close_service_order", body=body),
        subject=scene.papers["service", act.service_order]["subject"],
        words={"service_order": number},
        causes=scene.diary.causes(("service", act.service_order)),
    )


def collect(scene: Scene, act: outside.Collect) -> Doing:
    """The driver takes over what has been loaded."""
    yield from scene.until("shipped", act.shipment)
    words = {"consignment": tagged(act.consignment), **scene.papers["shipment", act.shipment]}
    carried(scene, "collected", "collect", words, ("shipment", act.shipment), act.consignment)
    scene.papers["consignment", act.consignment] = words
    scene.reach("collected", act.consignment)


def deliver(scene: Scene, act: outside.Deliver) -> Doing:
    yield from scene.until("collected", act.consignment)
    paper = scene.papers["consignment", act.consignment]
    words = {name: paper[name] for name in ("consignment", "shipment")}
    carried(scene, "delivered", "deliver", words, ("consignment", act.consignment), act.consignment)


def carried(  # noqa: PLR0917
    scene: Scene, kind: Any, act: str, words: dict[str, str], after: tuple[str, str], consignment: str
) -> None:
    """What the driver enters at the carrier; it follows from what happened to the goods before."""
    body = {**words, "plant": scene.plant, "event_time": "{at}"}
    call = DeskCall(system="carrier", act=act, body=body)
    fact = scene.diary.desk(kind, scene.now_us, call, words=words, causes=scene.diary.causes(after))
    scene.diary.remember(fact, ("consignment", consignment))


DOING: Playing = {
    outside.Buy: buy,
    outside.OpenService: open_service,
    outside.CloseService: close_service,
    outside.Collect: collect,
    outside.Deliver: deliver,
}
