"""What the laboratory and quality people enter in QMS: decisions, holds, dispositions."""

from decimal import Decimal

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import acts
from lotproof.harness.plant.floor import portion
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, parts, tagged


def decide(scene: Scene, act: acts.Decide) -> Doing:
    yield from scene.until("received", act.lot)
    scene.sure("inspection", act.lot)
    item, lot = parts(act.lot)
    body = {
        "item": item,
        "lot": lot,
        "plant": scene.plant,
        "decision": act.decision,
        "event_time": "{at}",
    }
    scene.diary.desk(
        "decided",
        scene.now_us,
        DeskCall(system="qms", act="decide", body=body),
        subject=scene.key(act.lot),
        words={"decision": act.decision, "inspection_of": scene.papers["inspection", act.lot]["receipt"]},
        causes=scene.diary.causes(("origin", act.lot)),
    )
    if act.decision == "rejected":
        scene.blocked.doom(act.lot, "rejection")
    scene.reach("decided", act.lot)


def hold(scene: Scene, act: acts.Hold) -> Doing:
    place(scene, act.hold, act.lot, act.reason)
    yield from ()


def place(scene: Scene, name: str, lot: str, reason: str, **words: str) -> None:
    """A hold on a lot; `words` are what else the fact says."""
    item, number = parts(lot)
    about = {"hold": tagged(name), "reason": reason}
    body = {**about, "item": item, "lot": number, "plant": scene.plant, "event_time": "{at}"}
    fact = scene.diary.desk(
        "hold_placed",
        scene.now_us,
        DeskCall(system="qms", act="place_hold", body=body),
        subject=scene.key(lot),
        words={**about, **words},
        causes=scene.diary.causes(("origin", lot)),
    )
    scene.diary.remember(fact, ("hold", name))
    scene.blocked.block(lot, f"hold {name}")
    scene.papers["hold", name] = {"hold": about["hold"], "lot": lot, "reason": reason, "plant": scene.plant}
    scene.reach("held", name)


def recall(scene: Scene, act: acts.Recall) -> Doing:
    """What was received under the supplier's number is held, lot by lot, at the plant that received it."""
    about = {"supplier": act.supplier, "supplier_lot": tagged(act.supplier_lot)}
    for (kind, lot), paper in list(scene.papers.items()):
        if kind == "inspection" and about.items() <= paper.items():
            there = scene.at(paper["plant"])
            place(there, f"{act.recall}-{lot.partition('/')[2]}", lot, "recall", **about)
    yield from ()


def unhold(scene: Scene, act: acts.Unhold) -> Doing:
    """A hold that QMS placed by its rule has the exceedance's name, so people can say which one they mean."""
    if act.exceedance:
        yield from scene.until("exceedance", act.exceedance)
        scene.sure("nonconformance", act.exceedance)
        paper = scene.papers["exceedance", act.exceedance]
        name, subject = f"H-{paper['exceedance']}", f"lot:{paper['item']}:{paper['lot']}"
        exceeded = scene.papers["exceeded", act.exceedance]["lot"]
        scene.blocked.free(exceeded, f"exceedance {act.exceedance}", scene.now_us)
        reason, causes = "put right", scene.diary.causes(("exceedance", act.exceedance))
    else:
        yield from scene.until("held", act.hold)
        paper = scene.papers["hold", act.hold]
        name, subject, reason = paper["hold"], scene.key(paper["lot"]), paper["reason"]
        scene.blocked.free(paper["lot"], f"hold {act.hold}", scene.now_us)
        causes = scene.diary.causes(("hold", act.hold))
    scene.diary.desk(
        "hold_released",
        scene.now_us,
        DeskCall(system="qms", act="release_hold", body={"hold": name, "event_time": "{at}"}),
        subject=subject,
        words={"hold": name, "reason": reason},
        causes=causes,
    )


def dispose(scene: Scene, act: acts.Dispose) -> Doing:
    key = scene.key(act.lot)
    much = scene.stock.at(key, act.location) if act.quantity == "rest" else Decimal(act.quantity)
    if not much:
        return
    yield from scene.stock.take(key, act.location, much)
    scene.stock.put(key, act.location if act.disposition == "use" else f"@{act.disposition}", much)
    if act.disposition == "scrap":
        scene.blocked.doom(act.lot, f"disposition {act.disposition_id}")
    item, lot = parts(act.lot)
    about = {"disposition_id": tagged(act.disposition_id), "disposition": act.disposition}
    body = {
        **about,
        "item": item,
        "lot": lot,
        "plant": scene.plant,
        "quantity": amount(much),
        "unit": scene.unit_of(act.lot),
        "location": act.location,
        "event_time": "{at}",
    }
    scene.diary.desk(
        "disposed",
        scene.now_us,
        DeskCall(system="qms", act="dispose", body=body),
        step=about["disposition_id"],
        subject=key,
        ins=(portion(scene, act.lot, "content", str(much), act.location),),
        words=about,
        causes=scene.diary.causes(("origin", act.lot)),
    )


DOING: Playing = {acts.Decide: decide, acts.Hold: hold, acts.Recall: recall, acts.Unhold: unhold, acts.Dispose: dispose}
