"""What machines do: use up, make, scrap, measure, pack. Each is a fact on the floor's wires."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact, Portion, Role
from lotproof.harness.plant import acts
from lotproof.harness.plant.gauges import Gauge
from lotproof.harness.plant.papers import Unplayable
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, sscc, tagged

BESIDE = (acts.Measure, acts.Turn, acts.Relieve, acts.Dispatch)
"""Acts that name a machine but do not keep it busy."""


def run(scene: Scene, order: str, machine: str) -> dict[str, Any]:
    """What every fact of an operation run bears."""
    return {
        "order": tagged(order),
        "operation": scene.operation(order),
        "step": scene.step(order),
        "operator": scene.operators.get(machine, ""),
    }


def portion(scene: Scene, lot: str, role: Any, quantity: str, location: str = "", *, status: str = "") -> Portion:
    """So much of a lot, in its item's base unit."""
    return Portion(
        item=scene.key(lot),
        role=role,
        quantity=amount(Decimal(quantity)),
        unit=scene.unit_of(lot),
        location=location,
        status=status,
    )


def consume(scene: Scene, act: acts.Consume) -> Doing:
    if not act.unreceived:
        yield from scene.stock.take(scene.key(act.lot), act.location, Decimal(act.quantity))
    yield from scene.until("started", act.order)
    if act.into and ("origin", act.into) in scene.diary:
        where = "What goes into a serial goes in before it is produced."
        raise Unplayable(f"{act.into} is made already", where)
    scene.blocked.check(act.row, [act.lot])
    taken = portion(scene, act.lot, "component" if act.into else "input", act.quantity, act.location)
    causes = scene.diary.causes(("started", act.order), ("origin", act.lot))
    common = {**run(scene, act.order, act.machine), **of_serial(scene, act.order, act.into)}
    happened_us = max(0, scene.now_us - act.ago_us)
    fact = scene.diary.floor("consumed", happened_us, act.machine, ins=(taken,), causes=causes, **common)
    scene.diary.remember(fact, ("inputs", act.order))
    scene.used.setdefault((act.order, act.lot), []).append(fact)


def reverse(scene: Scene, act: acts.Reverse) -> Doing:
    """What is taken back lies again where it was taken from."""
    yield from scene.until("started", act.order)
    known = scene.used.get((act.order, act.lot))
    if not known:
        return
    wrong = known.pop()
    common, words = {**run(scene, act.order, act.machine), "step": wrong.step}, {"reason": act.reason}
    scene.diary.floor("reversed", scene.now_us, act.machine, ins=wrong.ins, words=words, causes=(wrong.id,), **common)
    for taken in wrong.ins:
        scene.stock.put(taken.item, taken.location, Decimal(taken.quantity))


def of_serial(scene: Scene, order: str, serial: str) -> dict[str, str]:
    """What is made under a serial has a step of its own: what went into the others of its order is not in it."""
    if not serial:
        return {}
    return {"step": f"{scene.step(order)}/{parts(serial)[1]}", "subject": scene.key(serial)}


def remove(scene: Scene, act: acts.Remove) -> Doing:
    """A component comes out of what it was installed in, and lies somewhere else; it is what it was before."""
    yield from scene.until("started", act.order)
    into = scene.key(act.out_of)
    if not any(one.subject == into for (_, lot), facts in scene.used.items() if lot == act.lot for one in facts):
        raise Unplayable(f"{act.lot} is not in {act.out_of}", "It went in before: `consume` with `into`.")
    out = portion(scene, act.lot, "removed", act.quantity, act.location)
    common = {**run(scene, act.order, act.machine), **of_serial(scene, act.order, act.out_of)}
    words, causes = {"reason": act.reason}, scene.diary.causes(("inputs", act.order))
    scene.diary.floor("removed", scene.now_us, act.machine, outs=(out,), words=words, causes=causes, **common)
    scene.stock.put(scene.key(act.lot), act.location, Decimal(act.quantity))


def produce(scene: Scene, act: acts.Produce) -> Doing:
    yield from scene.until("started", act.order)
    made = portion(scene, act.lot, act.role, act.quantity, act.location, status="free")
    fact = made_fact(scene, act, "produced", made)
    scene.diary.remember(fact, ("origin", act.lot))
    scene.blocked.made(act.lot, used_in(scene, act.order, fact.step))
    scene.stock.put(scene.key(act.lot), act.location, Decimal(act.quantity))


def used_in(scene: Scene, order: str, step: str) -> list[str]:
    """The lots that went into a step of an order so far, and were not taken back."""
    return [lot for (of, lot), facts in scene.used.items() if of == order and any(one.step == step for one in facts)]


def scrap(scene: Scene, act: acts.Scrap) -> Doing:
    yield from scene.until("started", act.order)
    made_fact(scene, act, "scrapped", portion(scene, act.lot, "scrap", act.quantity))
    scene.stock.put(scene.key(act.lot), "@scrap", Decimal(act.quantity))


def made_fact(scene: Scene, act: acts.Produce | acts.Scrap, kind: Any, made: Portion) -> Fact:
    """An output of an operation run; it came of all that the run had used up by then."""
    causes = scene.diary.causes(("inputs", act.order))
    serial = act.lot if scene.is_serial(act.lot) else ""
    common = {**run(scene, act.order, act.machine), **of_serial(scene, act.order, serial)}
    return scene.diary.floor(kind, scene.now_us, act.machine, outs=(made,), causes=causes, **common)


def measure(scene: Scene, act: acts.Measure) -> Doing:
    gauge, names = scene.gauge(act.machine, act.tag), iter(act.exceedances)
    for place, text in enumerate(act.values):
        if place:
            yield scene.env.timeout(act.every_us)
        value = Decimal(text)
        unit = gauge.limit.unit if gauge.limit else ""
        words = {"name": act.tag, "value": text, "unit": unit, "quality": act.quality}
        scene.diary.floor("sampled", scene.now_us, act.machine, order=_order(act), words=words)
        turned = gauge.reads(value) if act.quality == "good" else ""
        if turned == "crossed":
            crossed(scene, act, gauge, value, next(names))
        elif turned == "returned":
            returned(scene, act, gauge)


def _order(act: acts.Measure | acts.Turn) -> str:
    return tagged(act.order) if act.order else ""


def crossed(scene: Scene, act: acts.Measure, gauge: Gauge, value: Decimal, name: str) -> None:
    """A limit is exceeded: the exceedance has a name of its own until it ends."""
    assert gauge.limit
    gauge.exceedance, gauge.peak = name, value
    words = {
        "exceedance": tagged(name),
        "limit": act.tag,
        "limit_value": gauge.limit.limit,
        "measured": amount(value),
        "unit": gauge.limit.unit,
    }
    subject, common = scene.key(act.lot), run(scene, act.order, act.machine)
    causes = scene.diary.causes(("inputs", act.order))
    fact = scene.diary.floor(
        "limit_crossed", scene.now_us, act.machine, subject=subject, words=words, causes=causes, **common
    )
    scene.diary.remember(fact, ("exceedance", name))
    item, lot = parts(act.lot)
    about = {"plant": scene.plant, "equipment": act.machine, "item": item, "lot": lot}
    scene.papers["exceedance", name] = {
        **words,
        **about,
        "order": common["order"],
        "operation": common["operation"],
    }
    scene.papers["exceeded", name] = {"lot": act.lot}
    scene.blocked.block(act.lot, f"exceedance {name}")
    scene.reach("exceedance", name)


def returned(scene: Scene, act: acts.Measure, gauge: Gauge) -> None:
    """The value is back below where the exceedance ends."""
    assert gauge.limit
    name, gauge.exceedance = gauge.exceedance, ""
    words = {
        "exceedance": tagged(name),
        "limit": act.tag,
        "peak": amount(gauge.peak),
        "unit": gauge.limit.unit,
    }
    scene.diary.floor(
        "limit_returned",
        scene.now_us,
        act.machine,
        subject=scene.key(act.lot),
        words=words,
        causes=scene.diary.causes(("exceedance", name)),
        **run(scene, act.order, act.machine),
    )


def turn(scene: Scene, act: acts.Turn) -> Doing:
    scene.diary.floor("state_changed", scene.now_us, act.machine, order=_order(act), words={"state": act.state})
    yield from ()


def relieve(scene: Scene, act: acts.Relieve) -> Doing:
    scene.operators[act.machine] = scene.course.people.get(f"{act.machine}#{act.shift}", "")
    yield from ()


def pack(scene: Scene, act: acts.Pack) -> Doing:
    for lot, quantity in act.contents.items():
        yield from scene.stock.take(scene.key(lot), act.location, Decimal(quantity))
    yield from scene.until("started", act.order)
    for inner in act.units:
        yield from scene.until("unit", str(inner))
    scene.blocked.check(act.row, [*act.contents, *lots_in(scene, act.units)])
    held = tuple(portion(scene, lot, "content", much, act.location) for lot, much in act.contents.items())
    held += boxes(scene, act.units, "content", act.location)
    unit = Portion(item=items.unit(scene.plant, sscc(act.unit)), role="content", location=act.location)
    common = {**run(scene, act.order, act.machine), "step": packing(scene, act)}
    before = (*(("origin", lot) for lot in act.contents), *(("unit", str(inner)) for inner in act.units))
    causes = scene.diary.causes(*before)
    fact = scene.diary.floor("packed", scene.now_us, act.machine, ins=held, outs=(unit,), causes=causes, **common)
    scene.diary.remember(fact, ("unit", str(act.unit)))
    scene.papers["unit", str(act.unit)] = {
        "sscc": sscc(act.unit),
        "plant": scene.plant,
        "location": act.location,
        "order": tagged(act.order),
        "lines": lines(scene, act.contents),
        **({"units": [sscc(inner) for inner in act.units]} if act.units else {}),
        "equipment": act.machine,
    }
    scene.papers["contents", str(act.unit)] = dict(act.contents)
    scene.papers["boxes", str(act.unit)] = {str(inner): sscc(inner) for inner in act.units}
    scene.papers.pop(("left it", str(act.unit)), None)
    scene.unsure("unit", str(act.unit))
    scene.reach("unit", str(act.unit))


def packing(scene: Scene, act: acts.Pack) -> str:
    """The step of a packing; that of a unit which was packed before has a number of its own."""
    before = scene.papers.setdefault(("packings", str(act.unit)), {"times": 0, "lots": []})
    before["times"] += 1
    fresh = [lot for lot in act.contents if lot not in before["lots"]]
    if before["times"] > 1 and fresh:
        item, lot = parts(fresh[0])
        scene.papers["fresh", str(act.unit)] = {"item": item, "lot": lot}
    before["lots"] += fresh
    return f"PACK-{sscc(act.unit)}" + (f"-{before['times']}" if before["times"] > 1 else "")


def boxes(scene: Scene, units: Iterable[int], role: Role, location: str) -> tuple[Portion, ...]:
    """Handling units that go into another, or come out of it."""
    return tuple(Portion(item=items.unit(scene.plant, sscc(unit)), role=role, location=location) for unit in units)


def lots_in(scene: Scene, units: Iterable[int]) -> list[str]:
    """The lots in these units, and in the units in them."""
    return [lot for unit in units for one in whole(scene, unit) for lot in scene.papers["contents", str(one)]]


def whole(scene: Scene, unit: int) -> Iterator[int]:
    """A handling unit, and all that stand in it."""
    yield unit
    for inner in scene.papers["boxes", str(unit)]:
        yield from whole(scene, int(inner))


def lines(scene: Scene, contents: dict[str, str]) -> list[dict[str, str]]:
    """Parts of lots as a desk enters them."""
    said = []
    for lot, quantity in contents.items():
        item, number = parts(lot)
        much = amount(Decimal(quantity))
        said.append({"item": item, "lot": number, "quantity": much, "unit": scene.unit_of(lot)})
    return said


DOING: Playing = {
    acts.Consume: consume,
    acts.Reverse: reverse,
    acts.Remove: remove,
    acts.Produce: produce,
    acts.Scrap: scrap,
    acts.Measure: measure,
    acts.Turn: turn,
    acts.Relieve: relieve,
    acts.Pack: pack,
}
