"""What planners publish in ERP: another revision of a bill of material. What has started goes on by its own."""

from decimal import Decimal

from lotproof.harness.model.seams import Condition, DeskCall
from lotproof.harness.plant import acts
from lotproof.harness.plant.scene import Doing, Playing, Scene, amount, tagged


def revise(scene: Scene, act: acts.Revise) -> Doing:
    operation = str(next(iter(scene.enterprise["boms"][act.item]["operations"])))
    parts = [
        {"item": item, "operation": operation, "quantity": amount(Decimal(much))}
        for item, much in act.components.items()
    ]
    paper = {"item": act.item, "revision": tagged(act.revision), "components": parts}
    told = ", ".join(f"{part['operation']} {part['item']} {part['quantity']}" for part in parts)
    call = DeskCall(system="erp", act="revise_bom", body=in_erp(scene, act.item, tagged(act.revision), parts))
    words = {"item": act.item, "revision": tagged(act.revision), "components": told}
    fact = scene.diary.desk("bom_revised", scene.now_us, call, words=words)
    scene.diary.remember(fact, ("bom", act.item), ("revision", f"{act.item}/{act.revision}"))
    scene.papers["bom", act.item] = scene.papers["revision", f"{act.item}/{act.revision}"] = paper
    scene.reach("revised", f"{act.item}/{act.revision}")
    yield from ()


def in_erp(scene: Scene, item: str, revision: str, parts: list[dict[str, str]]) -> dict[str, object]:
    """A bill of material as ERP spells it: materials in place of items."""
    items = scene.enterprise["items"]
    components = [
        {"material": items[part["item"]]["erp_material"], **{name: part[name] for name in ("operation", "quantity")}}
        for part in parts
    ]
    material = items[item]["erp_material"]
    return {"material": material, "revision": revision, "components": components, "event_time": "{at}"}


def revision(scene: Scene, item: str) -> str:
    """The revision that an order bears which is released now."""
    bom = scene.papers.get(("bom", item)) or scene.enterprise["boms"][item]
    return str(bom["revision"])


def in_mes(scene: Scene, bom: str) -> tuple[Condition, str]:
    """MES shows a revision (`ITEM/REVISION`), and the flow that brings it there."""
    paper = scene.papers["revision", bom]
    match = {"system": "mes", "entity": "bom", "field": "revision", "item": paper["item"], "value": paper["revision"]}
    return Condition(match=match), "master_data"


DOING: Playing = {acts.Revise: revise}
