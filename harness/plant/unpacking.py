"""What a machine takes out of handling units again: goods lie loose, and an empty unit's number is free."""

from decimal import Decimal

from lotproof.harness.model import items
from lotproof.harness.model.facts import Portion
from lotproof.harness.plant import acts
from lotproof.harness.plant.floor import boxes, lines, portion
from lotproof.harness.plant.papers import absent
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, sscc


def unpack(scene: Scene, act: acts.Unpack) -> Doing:
    number = str(act.unit)
    yield from scene.until("unit", number)
    named = bool(act.contents or act.units)
    out = dict(act.contents) if named else dict(scene.papers["contents", number])
    units = act.units if named else tuple(int(inner) for inner in scene.papers["boxes", number])
    yield from loose(scene, act, out)
    remain(scene, number, out)
    freed(scene, number, units)
    fact = scene.diary.floor(
        "unpacked",
        scene.now_us,
        act.machine,
        step=unpacking(scene, act),
        operator=scene.course.people.get(act.machine, ""),
        ins=(Portion(item=items.unit(scene.plant, sscc(act.unit)), role="content", location=act.location),),
        outs=(
            *(portion(scene, lot, "removed", much, act.location) for lot, much in out.items()),
            *boxes(scene, units, "removed", act.location),
        ),
        causes=scene.diary.causes(("unit", number)),
    )
    scene.diary.remember(fact, ("unit", number), ("unpacked", number))
    scene.unsure("unit", number)
    scene.papers["unpacking", number] = {
        "sscc": sscc(act.unit),
        "plant": scene.plant,
        "lines": lines(scene, out),
        **({"units": [sscc(inner) for inner in units]} if units else {}),
        "equipment": act.machine,
    }
    scene.reach("unpacked", number)


def loose(scene: Scene, act: acts.Unpack, out: dict[str, str]) -> Doing:
    """What is taken out lies at the location; of a unit that had left it lies there when it has come back."""
    gone = ("left it", str(act.unit)) in scene.papers
    for lot, quantity in out.items():
        if gone:
            yield from scene.stock.take(scene.key(lot), act.location, Decimal(quantity))
        scene.stock.put(scene.key(lot), act.location, Decimal(quantity))


def remain(scene: Scene, number: str, out: dict[str, str]) -> None:
    """What the unit holds from now on, and what people will look for in WMS."""
    held = scene.papers["contents", number]
    for lot, quantity in out.items():
        left = Decimal(held.pop(lot, "0")) - Decimal(quantity)
        if left < 0:
            raise absent(f"{-left:f} more of {lot}", f"in unit {number}")
        if left > 0:
            held[lot] = amount(left)
        item, lot_number = parts(lot)
        scene.papers["left", number] = {"item": item, "lot": lot_number, "left": amount(left)}


def freed(scene: Scene, number: str, units: tuple[int, ...]) -> None:
    """The handling units that stand by themselves again."""
    inside = scene.papers["boxes", number]
    for inner in units:
        if inside.pop(str(inner), None) is None:
            raise absent("unit", f"{inner} in unit {number}")
        scene.papers["left", number] = {"unit": sscc(inner)}


def unpacking(scene: Scene, act: acts.Unpack) -> str:
    """The step of an unpacking; the second one of a unit has a number of its own."""
    before = scene.papers.setdefault(("unpackings", str(act.unit)), {"times": 0})
    before["times"] += 1
    return f"UNPACK-{sscc(act.unit)}" + (f"-{before['times']}" if before["times"] > 1 else "")


DOING: Playing = {acts.Unpack: unpack}
