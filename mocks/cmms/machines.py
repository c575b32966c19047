"""
Calibrations and maintenance: what technicians enter, and what is announced of it.

    found in tolerance --> available        found out of tolerance --> out_of_service, until somebody says otherwise
"""

import msgspec
from lotproof.mocks.cmms.nouns import Calibration, Machine, NewCalibration, NewEquipmentState
from lotproof.mocks.kit.operations import Path, Posted
from lotproof.mocks.kit.tx import Tx

CALIBRATED = ("calibration", "equipment", "plant", "result", "since")
CHANGED = ("equipment", "plant", "status", "document", "reason")
STATUS = {"in_tolerance": "available", "out_of_tolerance": "out_of_service"}


def calibrate(tx: Tx, path: Path, body: NewCalibration) -> Posted:
    there = _machine(tx, body.plant, body.equipment)
    made = Calibration(
        **{name: getattr(body, name) for name in ("calibration", "equipment", "plant", "result")},
        since=there.fit_at,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.calibration, made, f"{made.plant}/{made.equipment}")
    tx.set("calibration", made.calibration, "result", made.result)
    fit_at = body.event_time if made.result == "in_tolerance" else there.fit_at
    status, now = STATUS[made.result], body.event_time
    found = msgspec.structs.replace(there, status=status, document=made.calibration, fit_at=fit_at, event_time=now)
    _stands(tx, found)
    told = {**{name: getattr(made, name) for name in CALIBRATED}, "status": status, "document": made.calibration}
    tx.announce("equipment", "equipment_calibrated", plant=made.plant, data=told)
    return Posted(id=made.calibration)


def maintain(tx: Tx, path: Path, body: NewEquipmentState) -> Posted:
    there = _machine(tx, path["plant"], path["equipment"])
    said = {name: getattr(body, name) for name in ("status", "document", "reason", "event_time")}
    made = msgspec.structs.replace(there, **said)
    _stands(tx, made)
    told = {name: getattr(made, name) for name in CHANGED}
    tx.announce("equipment", "equipment_status_changed", plant=made.plant, data=told)
    return Posted(id=_key(made))


def _machine(tx: Tx, plant: str, equipment: str) -> Machine:
    """As it is known here, or one that nobody has said anything about yet."""
    unsaid = dict.fromkeys(("document", "reason", "fit_at", "event_time"), "")
    fresh = Machine(equipment=equipment, plant=plant, status="available", recorded_at=tx.now, **unsaid)
    return tx.get(Machine, _key(fresh)) or fresh


def _stands(tx: Tx, made: Machine) -> None:
    tx.put(_key(made), msgspec.structs.replace(made, recorded_at=tx.now, reference=tx.asker.reference))
    tx.set("machine", _key(made), "status", made.status, order=made.document)


def _key(made: Machine) -> str:
    return f"{made.plant}/{made.equipment}"
