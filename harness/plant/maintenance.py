"""What technicians enter in CMMS: calibrations as found, and whether a machine may be worked on."""

from lotproof.harness.model.facts import FactKind
from lotproof.harness.model.seams import Condition, DeskCall
from lotproof.harness.plant import outside
from lotproof.harness.plant.papers import absent
from lotproof.harness.plant.scene import Doing, Playing, Scene, parts, tagged

STATUS = {"in_tolerance": "available", "out_of_tolerance": "out_of_service"}


def calibrate(scene: Scene, act: outside.Calibrate) -> Doing:
    about = {"calibration": tagged(act.calibration), "result": act.result}
    body = {**about, "equipment": act.machine, "plant": scene.plant, "event_time": "{at}"}
    words = {**about, "status": STATUS[act.result]}
    _stands(scene, "calibrated", act.machine, DeskCall(system="cmms", act="calibrate", body=body), words)
    scene.papers["calibration", act.calibration] = {name: body[name] for name in ("calibration", "equipment", "plant")}
    scene.reach("calibrated", act.calibration)
    yield from ()


def maintain(scene: Scene, act: outside.Maintain) -> Doing:
    words = {"document": tagged(act.maintenance_order), "status": act.status, "reason": act.reason}
    body = {**words, "equipment": act.machine, "plant": scene.plant, "event_time": "{at}"}
    _stands(scene, "maintained", act.machine, DeskCall(system="cmms", act="maintain", body=body), words)
    yield from ()


def _stands(scene: Scene, kind: FactKind, machine: str, call: DeskCall, words: dict[str, str]) -> None:
    fact = scene.diary.desk(kind, scene.now_us, call, equipment=machine, words=words)
    scene.diary.remember(fact, ("equipment", machine))
    document = words.get("document") or words["calibration"]
    paper = {"equipment": machine, "plant": scene.plant, "document": document, "status": words["status"]}
    scene.papers["equipment", machine] = paper
    scene.reach("equipment", machine)


def in_mes(scene: Scene, machine: str) -> tuple[Condition, str]:
    """MES shows how the machine stands, and the flow that brings it there."""
    paper = scene.papers["equipment", machine]
    key, status = f"{paper['plant']}/{machine}", paper["status"]
    match = {"system": "mes", "entity": "equipment", "field": "status", "key": key, "value": status}
    return Condition(match=match), "equipment_status"


def deviation(scene: Scene, named: str) -> dict[str, str]:
    """What QMS has to know of a lot (`CALIBRATION/ITEM/LOT`) that equipment out of tolerance has made."""
    calibration, _, lot = named.partition("/")
    item, number = parts(lot)
    return {**scene.papers["calibration", calibration], "item": item, "lot": number}


def in_qms(scene: Scene, named: str) -> tuple[Condition, str]:
    """QMS shows the deviation, and the flow that brings it there."""
    lot = named.partition("/")[2]
    if ("origin", lot) not in scene.diary:
        raise absent("lot", lot)
    paper = deviation(scene, named)
    match = {"system": "qms", "entity": "nonconformance", "field": "calibration", "value": paper["calibration"]}
    return Condition(match={**match, "item": paper["item"], "lot": paper["lot"]}), "equipment_status"


DOING: Playing = {outside.Calibrate: calibrate, outside.Maintain: maintain}
