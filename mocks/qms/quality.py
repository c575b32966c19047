"""Inspections, nonconformances, holds, dispositions. A nonconformance holds its lot, by QMS's own rule."""

import msgspec
from lotproof.mocks.kit.operations import Path, Posted, Posting
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.qms.nouns import (
    Disposition,
    Hold,
    Inspection,
    NewComplaint,
    NewDecision,
    NewDeviation,
    NewDisposition,
    NewHold,
    NewInspection,
    NewNonconformance,
    Nonconformance,
)

TOLD = ("hold", "item", "lot", "plant", "reason", "nonconformance")


def inspect(tx: Tx, path: Path, body: NewInspection) -> Posted:
    """A second one for the same lot is opened too."""
    made = Inspection(
        id=tx.number("INS", body.item, body.lot),
        item=body.item,
        lot=body.lot,
        quantity=text(body.quantity),
        unit=body.unit,
        plant=body.plant,
        supplier=body.supplier,
        supplier_lot=body.supplier_lot,
        receipt=body.receipt,
        decision="",
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made, about=f"{made.item}/{made.lot}")
    tx.add("inspection", made.id, made.quantity, item=made.item, lot=made.lot, unit=made.unit)
    return Posted(id=made.id)


def decide(tx: Tx, path: Path, body: NewDecision) -> Posted:
    """The usage decision of a lot: it closes all its inspections."""
    item, lot = path["item"], path["lot"]
    found = tx.entities.about(Inspection, f"{item}/{lot}")
    if not found:
        raise RefusedError("inspection-unknown", f"lot {lot} of {item} is not under inspection")
    for inspection in found:
        tx.put(inspection.id, msgspec.structs.replace(inspection, decision=body.decision))
        tx.set("inspection", inspection.id, "decision", body.decision, item=item, lot=lot)
    plant = body.plant or found[0].plant
    said = {"item": item, "lot": lot, "plant": plant, "decision": body.decision}
    tx.announce("decisions", "usage_decision", plant=plant, data=said)
    return Posted(id=found[0].id)


def open_nonconformance(tx: Tx, path: Path, body: NewNonconformance) -> Posted:
    """A second one for the same exceedance is opened too, but holds nothing more."""
    taken = ("exceedance", "plant", "equipment", "order", "operation", "item", "lot", "limit", "limit_value")
    made = Nonconformance(
        id=tx.number("NC", body.exceedance),
        measured=body.measured,
        unit=body.unit,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
        **{name: getattr(body, name) for name in taken},
    )
    tx.put(made.id, made)
    natural = {"order": made.order, "item": made.item, "lot": made.lot}
    tx.set("nonconformance", made.id, "exceedance", made.exceedance, **natural)
    if made.lot and tx.get(Hold, f"H-{made.exceedance}") is None:
        reason = f"{made.limit or 'limit'} exceeded at {made.equipment}".strip()
        hold = NewHold(hold=f"H-{made.exceedance}", item=made.item, lot=made.lot, plant=made.plant, reason=reason)
        _holds(tx, _active(tx, hold, made.id), "hold_placed", rule="nonconformance")
    return Posted(id=made.id)


def open_complaint(tx: Tx, path: Path, body: NewComplaint) -> Posted:
    """A second one for the same complaint is opened too. It holds nothing: quality decides on that."""
    made = Nonconformance(
        id=tx.number("NC", "complaint", body.complaint),
        **dict.fromkeys(("exceedance", "equipment", "order", "operation", "limit", "limit_value"), ""),
        **dict.fromkeys(("measured", "unit"), ""),
        **{name: getattr(body, name) for name in ("complaint", "customer", "shipment", "plant", "item", "lot", "text")},
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made)
    natural = {"order": made.shipment, "item": made.item, "lot": made.lot}
    tx.set("nonconformance", made.id, "complaint", made.complaint, **natural)
    return Posted(id=made.id)


def open_deviation(tx: Tx, path: Path, body: NewDeviation) -> Posted:
    """A second one for the same calibration and lot is opened too, but holds nothing more."""
    other = ("exceedance", "order", "operation", "limit", "limit_value", "measured", "unit")
    made = Nonconformance(
        id=tx.number("NC", "calibration", body.calibration, body.item, body.lot),
        **dict.fromkeys(other, ""),
        **{name: getattr(body, name) for name in ("calibration", "equipment", "plant", "item", "lot")},
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.id, made)
    tx.set("nonconformance", made.id, "calibration", made.calibration, item=made.item, lot=made.lot)
    name = f"H-{made.calibration}-{made.lot}"
    if tx.get(Hold, name) is None:
        reason = f"{made.equipment} out of tolerance"
        hold = NewHold(hold=name, item=made.item, lot=made.lot, plant=made.plant, reason=reason)
        _holds(tx, _active(tx, hold, made.id), "hold_placed", rule="calibration")
    return Posted(id=made.id)


def place_hold(tx: Tx, path: Path, body: NewHold) -> Posted:
    _holds(tx, _active(tx, body, ""), "hold_placed")
    return Posted(id=body.hold)


def release_hold(tx: Tx, path: Path, body: Posting) -> Posted:
    hold = tx.need(Hold, path["hold"], "unknown-hold", f"hold {path['hold']}")
    _holds(tx, msgspec.structs.replace(hold, status="released"), "hold_released")
    return Posted(id=hold.hold)


def dispose(tx: Tx, path: Path, body: NewDisposition) -> Posted:
    """What becomes of a lot or a part of it."""
    made = Disposition(
        disposition_id=body.disposition_id,
        item=body.item,
        lot=body.lot,
        plant=body.plant,
        quantity=text(body.quantity),
        unit=body.unit,
        location=body.location,
        disposition=body.disposition,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(made.disposition_id, made)
    natural = {"item": made.item, "lot": made.lot, "location": made.location, "unit": made.unit}
    tx.add("disposition", made.disposition_id, made.quantity, status=made.disposition, **natural)
    told = ("disposition_id", "item", "lot", "plant", "quantity", "unit", "location", "disposition")
    said = {name: getattr(made, name) for name in told}
    tx.announce("dispositions", "lot_disposed", plant=made.plant, data=said)
    return Posted(id=made.disposition_id)


def _active(tx: Tx, new: NewHold, nonconformance: str) -> Hold:
    return Hold(
        hold=new.hold,
        item=new.item,
        lot=new.lot,
        plant=new.plant,
        reason=new.reason,
        nonconformance=nonconformance,
        status="active",
        recorded_at=tx.now,
        reference=tx.asker.reference,
    )


def _holds(tx: Tx, hold: Hold, kind: str, *, rule: str = "") -> None:
    tx.put(hold.hold, hold)
    tx.set("hold", hold.hold, "status", hold.status, rule=rule, item=hold.item, lot=hold.lot)
    tx.announce("holds", kind, plant=hold.plant, data={name: getattr(hold, name) for name in TOLD})
