"""Receipts, moves, handling units, shipments, returns: the goods and where they are."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from lotproof.mocks.kit.lots import Lot, appears, refuse_blocked
from lotproof.mocks.kit.operations import Path, Posted, Posting
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx
from lotproof.mocks.wms.nouns import (
    Content,
    Move,
    NewMove,
    NewReceipt,
    NewReturn,
    NewShipment,
    NewUnit,
    NewUnpacking,
    Receipt,
    Return,
    ReturnedLine,
    Shipment,
    ShippedUnit,
    Unit,
    Unpacking,
)

RETURNED = "RET"
OWN = frozenset(Posting.__struct_fields__)


def receive(tx: Tx, path: Path, body: NewReceipt) -> Posted:
    """Each line is an internal lot of its own; what has to be inspected waits in quality."""
    for line in body.lines:
        natural = _natural(line)
        tx.add("receipt", body.receipt, line.quantity, location=line.location, **natural)
        tx.stock(line.quantity, location=line.location, **natural)
        lot = Lot(
            item=line.item,
            lot=line.lot,
            supplier=body.supplier,
            supplier_lot=line.supplier_lot,
            purchase_order=body.purchase_order,
        )
        appears(tx, lot, status="quality" if _inspected(tx, line.item) else "free", rule="receipt")
    kept = Receipt(**_own(body), event_time=body.event_time, recorded_at=tx.now, reference=body.reference)
    tx.put(body.receipt, kept)
    tx.announce("receipts", "goods_received", plant=body.plant, data=_received(tx, body))
    return Posted(id=body.receipt)


def move(tx: Tx, path: Path, body: NewMove) -> Posted:
    """A blocked lot may go nowhere but into quarantine."""
    if _kind(tx, body.plant, body.to_location) != "quarantine":
        refuse_blocked(tx, body.item, body.lot)
    natural = _natural(body)
    for place, quantity in ((body.from_location, -body.quantity), (body.to_location, body.quantity)):
        tx.add("movement", body.movement, quantity, location=place, **natural)
        tx.stock(quantity, location=place, **natural)
    said = {**_plain(body), "quantity": text(body.quantity)}
    tx.put(body.movement, Move(**said, event_time=body.event_time, recorded_at=tx.now, reference=body.reference))
    tx.announce("movements", "goods_moved", plant=body.plant, data=said)
    return Posted(id=body.movement)


def create_unit(tx: Tx, path: Path, body: NewUnit) -> Posted:
    """A handling unit with what is in it; an SSCC is used again when its unit is empty."""
    known = tx.get(Unit, body.sscc)
    if known and (known.lines or known.units):
        raise RefusedError("unit-exists", f"handling unit {body.sscc} is there already", field="sscc")
    for inner in body.units:
        _enter(tx, inner, body.sscc)
    for line in body.lines:
        natural = _natural(line)
        tx.add("unit", body.sscc, line.quantity, location=body.location, order=body.order, **natural)
        tx.stock(line.quantity, location=body.location, **natural)
    kept = Unit(**_own(body), shipment="", event_time=body.event_time, recorded_at=tx.now, reference=body.reference)
    tx.put(body.sscc, kept)
    return Posted(id=body.sscc)


def unpack(tx: Tx, path: Path, body: NewUnpacking) -> Posted:
    """
    So much comes out of a unit. WMS keeps such goods in units alone: what lies loose is in no stock until it is packed
    again, and what came back from a customer was booked as a return.
    """
    unit = _known(tx, path["sscc"])
    left = list(unit.lines)
    for inner in body.units:
        _leave(tx, inner, unit.sscc)
    for line in body.lines:
        left = _less(unit.sscc, left, line)
        natural = _natural(line)
        tx.add("unit", unit.sscc, -line.quantity, location=unit.location, order=unit.order, **natural)
        still = sum((one.quantity for one in left if _natural(one) == natural), Decimal(0))
        tx.set("unit", f"{unit.sscc}/{line.item}/{line.lot}", "left", text(still), **natural)
        if not unit.shipment:
            tx.stock(-line.quantity, location=unit.location, **natural)
    units = [inner for inner in unit.units if inner not in body.units]
    tx.put(unit.sscc, msgspec.structs.replace(unit, lines=left, units=units))
    number = tx.number("UP", unit.sscc)
    tx.put(
        number,
        Unpacking(
            sscc=unit.sscc,
            plant=unit.plant,
            equipment=body.equipment,
            lines=body.lines,
            units=body.units,
            event_time=body.event_time,
            recorded_at=tx.now,
            reference=body.reference,
        ),
    )
    return Posted(id=number)


def _known(tx: Tx, sscc: str) -> Unit:
    return tx.need(Unit, sscc, "unknown-unit", f"handling unit {sscc}")


def _enter(tx: Tx, sscc: str, parent: str) -> None:
    """A unit goes into another; it stands in one at a time."""
    unit = _known(tx, sscc)
    if unit.inside:
        raise RefusedError("unit-inside", f"handling unit {sscc} stands in {unit.inside}", field="units")
    tx.put(sscc, msgspec.structs.replace(unit, inside=parent))
    tx.set("unit", sscc, "inside", parent)


def _leave(tx: Tx, sscc: str, parent: str) -> None:
    unit = _known(tx, sscc)
    if unit.inside != parent:
        raise RefusedError("not-in-unit", f"handling unit {sscc} does not stand in {parent}", field="units")
    tx.put(sscc, msgspec.structs.replace(unit, inside=""))
    tx.set("unit", sscc, "inside", "none")


def _whole(tx: Tx, sscc: str) -> Iterator[Unit]:
    """A unit, and all that stand in it."""
    unit = _known(tx, sscc)
    yield unit
    for inner in unit.units:
        yield from _whole(tx, inner)


def _less(sscc: str, held: list[Content], out: Content) -> list[Content]:
    """What is left of a unit's lines; a lot may stand in several of them."""
    left, lacking = [], out.quantity
    for line in held:
        taken = min(lacking, line.quantity) if _natural(line) == _natural(out) else Decimal(0)
        lacking -= taken
        if line.quantity > taken:
            left.append(msgspec.structs.replace(line, quantity=line.quantity - taken))
    if lacking > 0:
        raise RefusedError("not-in-unit", f"{text(lacking)} {out.unit} more of {out.item} {out.lot} than {sscc} holds")
    return left


def ship(tx: Tx, path: Path, body: NewShipment) -> Posted:
    """Whole units leave with all that stand in them; not one with a blocked lot in it, and none out of another."""
    for unit in (_known(tx, sscc) for sscc in body.units):
        if unit.inside and unit.inside not in body.units:
            raise RefusedError("unit-inside", f"handling unit {unit.sscc} stands in {unit.inside}", field="units")
    units = list({unit.sscc: unit for sscc in body.units for unit in _whole(tx, sscc)}.values())
    for line in (line for unit in units for line in unit.lines):
        refuse_blocked(tx, line.item, line.lot)
    for unit in units:
        for line in unit.lines:
            tx.add("shipment", f"{body.shipment}/{unit.sscc}", line.quantity, order=body.shipment, **_natural(line))
            tx.stock(-line.quantity, location=unit.location, **_natural(line))
        tx.put(unit.sscc, msgspec.structs.replace(unit, shipment=body.shipment))
    shipped = [ShippedUnit(sscc=unit.sscc, lines=unit.lines, inside=unit.inside) for unit in units]
    order = {"customer_order": body.customer_order} if body.customer_order else {}
    named = {"shipment": body.shipment, "plant": body.plant, "customer": body.customer, **order}
    kept = Shipment(**named, units=shipped, event_time=body.event_time, recorded_at=tx.now, reference=body.reference)
    tx.put(body.shipment, kept)
    told = [_loaded(unit) for unit in shipped]
    tx.announce("shipments", "shipment_confirmed", plant=body.plant, data={**named, "units": told})
    return Posted(id=body.shipment)


def _loaded(unit: ShippedUnit) -> dict[str, Any]:
    told = {"sscc": unit.sscc, "lines": _contents(unit.lines)}
    return {**told, "inside": unit.inside} if unit.inside else told


def take_back(tx: Tx, path: Path, body: NewReturn) -> Posted:
    """What comes back is put aside, with the status that the enterprise's rule gives to returns."""
    if body.shipment:
        tx.need(Shipment, body.shipment, "unknown-shipment", f"shipment {body.shipment}")
    status = str(tx.rules.get("return_status", "blocked"))
    for line in body.lines:
        natural = _natural(line)
        tx.add("return", body.number, line.quantity, order=body.shipment, location=RETURNED, status=status, **natural)
        tx.stock(line.quantity, location=RETURNED, **natural)
    named = {
        "shipment": body.shipment,
        "plant": body.plant,
        "customer": body.customer,
        "reason": body.reason,
    }
    lines = [ReturnedLine(**{**_plain(line), "quantity": line.quantity}, status=status) for line in body.lines]
    kept = Return(
        number=body.number,
        **named,
        lines=lines,
        event_time=body.event_time,
        recorded_at=tx.now,
        reference=body.reference,
    )
    tx.put(body.number, kept)
    told = {"return": body.number, **named, "lines": _contents(lines)}
    tx.announce("returns", "goods_returned", plant=body.plant, data=told)
    return Posted(id=body.number)


def _natural(line: Content | NewMove) -> dict[str, str]:
    return {"item": line.item, "lot": line.lot, "unit": line.unit}


def _own(body: Posting) -> dict[str, Any]:
    """The fields that are the body's own, not those of every posting."""
    return {name: getattr(body, name) for name in body.__struct_fields__ if name not in OWN}


def _plain(body: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(body, name) for name in body.__struct_fields__ if name not in OWN}


def _contents(lines: Iterable[Content]) -> list[dict[str, Any]]:
    return [{**_plain(line), "quantity": text(line.quantity)} for line in lines]


def _received(tx: Tx, body: NewReceipt) -> dict[str, Any]:
    lines = [
        {**told, "inspected": _inspected(tx, line.item)}
        for told, line in zip(_contents(body.lines), body.lines, strict=True)
    ]
    return {**_own(body), "lines": lines}


def _inspected(tx: Tx, item: str) -> bool:
    known: Mapping[str, Any] = tx.enterprise.get("items") or {}
    return bool((known.get(item) or {}).get("inspected"))


def _kind(tx: Tx, plant: str, location: str) -> str:
    places = ((tx.enterprise.get("plants") or {}).get(plant) or {}).get("locations") or {}
    return str((places.get(location) or {}).get("kind", ""))
