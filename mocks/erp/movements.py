"""
Goods movements, deliveries and returns: what came, was used, made, moved, thrown away, sent and sent back.

A second document for the same thing is taken: a real ERP takes it too, and stock may go below nothing.
"""

from collections.abc import Callable
from decimal import Decimal

import msgspec
from lotproof.mocks.erp.materials import Materials
from lotproof.mocks.erp.nouns import (
    Deliveries,
    Delivery,
    DeliveryLine,
    GoodsMovement,
    GoodsMovements,
    MovementLine,
    Return,
    Returns,
)
from lotproof.mocks.kit.lots import Lot, appears, key
from lotproof.mocks.kit.operations import Path, Posted
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import rounded, text
from lotproof.mocks.kit.tx import Tx

FINISHED, RETURNED = "FG", "RET"
"""Where deliveries are taken from, and where returns are put."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its item as everybody else calls it, and its quantity to ERP's precision."""

    id: str
    item: str
    quantity: Decimal
    posted: MovementLine

    @property
    def natural(self) -> dict[str, str]:
        return {"item": self.item, "lot": self.posted.lot, "unit": self.posted.unit}


class Movements:
    """Handlers of the rows that move goods."""

    def __init__(self, materials: Materials) -> None:
        self._materials = materials
        self._kinds: dict[str, Callable[[Tx, GoodsMovements, Line], None]] = {
            "receipt": self._receipt,
            "consumption": self._consumption,
            "production": self._production,
            "transfer": self._transfer,
            "disposal": self._disposal,
        }

    def goods(self, tx: Tx, path: Path, body: GoodsMovements) -> Posted:
        document = tx.number("MD", body.movement_type, body.order or body.receipt)
        for number, posted in enumerate(body.lines, start=1):
            line = self._line(f"{document}/{number}", posted)
            if line.quantity < 0 and not body.reverses:
                raise RefusedError("invalid", "a negative quantity says what it reverses", field="reverses")
            self._kinds[body.movement_type](tx, body, line)
            tx.put(line.id, self._kept(tx, document, body, line))
        return Posted(id=document, document=document)

    def deliveries(self, tx: Tx, path: Path, body: Deliveries) -> Posted:
        for unit in body.units:
            for line in unit.lines:
                item, quantity, natural = self._moved(line)
                tx.add("delivery", f"{body.shipment}/{unit.sscc}", quantity, order=body.shipment, **natural)
                tx.stock(-quantity, item=item, lot=line.lot, location=FINISHED, unit=line.unit)
        document = tx.number("DL", body.shipment)
        kept = Delivery(
            id=document,
            shipment=body.shipment,
            customer=body.customer,
            units=body.units,
            event_time=body.event_time,
            recorded_at=tx.now,
            reference=body.reference,
        )
        tx.put(document, kept)
        return Posted(id=document, document=document)

    def returns(self, tx: Tx, path: Path, body: Returns) -> Posted:
        for line in body.lines:
            item, quantity, natural = self._moved(line)
            tx.add("return", body.number, quantity, order=body.shipment, status=line.status, **natural)
            tx.stock(quantity, item=item, lot=line.lot, location=RETURNED, unit=line.unit)
        document = tx.number("RE", body.number)
        kept = Return(
            id=document,
            number=body.number,
            shipment=body.shipment,
            customer=body.customer,
            lines=body.lines,
            event_time=body.event_time,
            recorded_at=tx.now,
            reference=body.reference,
        )
        tx.put(document, kept)
        return Posted(id=document, document=document)

    # -- one line of each type

    def _receipt(self, tx: Tx, body: GoodsMovements, line: Line) -> None:
        inspected = bool(self._materials.items[line.item].get("inspected"))
        first = "quality" if inspected else "free"
        place, status = line.posted.location, line.posted.status or first
        tx.add("receipt", body.receipt, line.quantity, location=place, status=status, **line.natural)
        self._book(tx, line, line.quantity, place)
        self._came_from(tx, body, line)
        lot = self._lot(line, body)
        appears(tx, lot, status=first, rule="receipt")

    def _came_from(self, tx: Tx, body: GoodsMovements, line: Line) -> None:
        if body.supplier or body.supplier_lot or body.purchase_order:
            whence = f"{body.supplier}/{body.supplier_lot}/{body.purchase_order}"
            lot = line.posted.lot
            tx.set("lot", key(line.item, lot), "supplier_lot", whence, item=line.item, lot=lot)

    def _consumption(self, tx: Tx, body: GoodsMovements, line: Line) -> None:
        lot = tx.get(Lot, key(line.item, line.posted.lot))
        if lot is None or not lot.here:
            raise RefusedError("unknown-lot", f"lot {line.posted.lot} of {line.posted.material} is not known in erp")
        where = {"order": body.order, "operation": body.operation, "location": line.posted.location}
        tx.add("consumption", line.id, line.quantity, **where, **line.natural)
        self._book(tx, line, -line.quantity, line.posted.location)

    def _production(self, tx: Tx, body: GoodsMovements, line: Line) -> None:
        where = {"order": body.order, "operation": body.operation, "location": line.posted.location}
        tx.add("production", line.id, line.quantity, status=line.posted.kind, **where, **line.natural)
        if line.posted.kind != "scrap":
            self._book(tx, line, line.quantity, line.posted.location)
            appears(tx, self._lot(line, body), status="free", rule="production")

    def _transfer(self, tx: Tx, body: GoodsMovements, line: Line) -> None:
        if not line.posted.to_location:
            raise RefusedError("invalid", "a transfer says where to", field="to_location")
        for place, quantity in ((line.posted.location, -line.quantity), (line.posted.to_location, line.quantity)):
            tx.add("movement", line.id, quantity, location=place, **line.natural)
            self._book(tx, line, quantity, place)

    def _disposal(self, tx: Tx, body: GoodsMovements, line: Line) -> None:
        tx.add("disposal", line.id, line.quantity, location=line.posted.location, **line.natural)
        self._book(tx, line, -line.quantity, line.posted.location)

    # -- parts

    def _line(self, id: str, posted: MovementLine) -> Line:
        code = self._materials.code(posted.material)
        quantity = rounded(posted.quantity, self._materials.decimals(code))
        return Line(id=id, item=code, quantity=quantity, posted=posted)

    def _moved(self, line: DeliveryLine) -> tuple[str, Decimal, dict[str, str]]:
        item = self._materials.code(line.material)
        quantity = rounded(line.quantity, self._materials.decimals(item))
        return item, quantity, {"item": item, "lot": line.lot, "unit": line.unit}

    def _book(self, tx: Tx, line: Line, quantity: Decimal, location: str) -> None:
        tx.stock(quantity, item=line.item, lot=line.posted.lot, location=location, unit=line.posted.unit)

    def _lot(self, line: Line, body: GoodsMovements) -> Lot:
        return Lot(
            item=line.item,
            lot=line.posted.lot,
            supplier=body.supplier,
            supplier_lot=body.supplier_lot,
            purchase_order=body.purchase_order,
        )

    def _kept(self, tx: Tx, document: str, body: GoodsMovements, line: Line) -> GoodsMovement:
        posted = line.posted
        return GoodsMovement(
            id=line.id,
            document=document,
            movement_type=body.movement_type,
            material=self._materials.spelled(line.item),
            lot=posted.lot,
            quantity=text(line.quantity),
            unit=posted.unit,
            location=posted.location,
            to_location=posted.to_location,
            status=posted.status,
            kind=posted.kind,
            order=body.order,
            operation=body.operation,
            receipt=body.receipt,
            supplier_lot=body.supplier_lot,
            reverses=body.reverses,
            event_time=body.event_time,
            recorded_at=tx.now,
            reference=body.reference,
        )
