"""What customers write into the portal: complaints of goods that were shipped to them."""

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import outside
from lotproof.harness.plant.scene import Doing, Playing, Scene, parts, tagged


def complain(scene: Scene, act: outside.Complain) -> Doing:
    """It waits until the shipment has left; a number that was used before says more of the same complaint."""
    yield from scene.until("shipped", act.shipment)
    item, lot = parts(act.lot)
    words = {
        "complaint": tagged(act.complaint),
        "shipment": tagged(act.shipment),
        "customer": act.customer,
        "text": act.text,
    }
    body = {**words, "plant": scene.plant, "item": item, "lot": lot, "event_time": "{at}"}
    fact = scene.diary.desk(
        "complained",
        scene.now_us,
        DeskCall(system="portal", act="complain", body=body),
        subject=scene.key(act.lot),
        words=words,
        causes=scene.diary.causes(("shipment", act.shipment), ("complaint", act.complaint)),
    )
    scene.diary.remember(fact, ("complaint", act.complaint))


DOING: Playing = {outside.Complain: complain}
