"""
From a fact to the effects that it asks for: which place, how much or which value, by which flow.

A course is told fact by fact, in plant order. The same telling serves the judge afterwards and the count of open facts
while a run is played.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

import msgspec
from lotproof.harness.judge.calibrations import Calibrations, Found
from lotproof.harness.judge.insides import Insides
from lotproof.harness.judge.places import Place, number
from lotproof.harness.judge.statuses import Change, Lots
from lotproof.harness.judge.stays import held_of
from lotproof.harness.judge.terms import Terms
from lotproof.harness.judge.transit import Transit
from lotproof.harness.judge.vessels import place_of, step_key
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.items import parse

YIELDS = {"output": "good", "co_product": "co_product", "by_product": "by_product", "scrap": "scrap"}
"""What ERP and MES call the yield of a portion, by its role."""

AWAY = ("scrap", "return_to_supplier")
"""Dispositions that take stock away."""

ORDER_STATUS = {"order_started": "started", "order_completed": "completed", "order_closed": "closed"}


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """
    One effect that a fact asks for.

    `quantity` counts where the place is a sum, `value` where it is not. `why` says for a lot's status what led to it.
    `excused` is why the effect may stand in the exception queue in place of being made (`unknown lot`, `late change`,
    `after close`), or '' where it must be made.
    """

    fact: str
    flow: str
    place: Place
    quantity: Decimal = Decimal(0)
    value: str = ""
    unit: str = ""
    why: str = ""
    excused: str = ""


class Course:
    """Knows after each fact what lots, units and orders there are."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.lots = Lots(terms)
        self.tanks = Insides(terms.tanks)
        self.units: dict[str, tuple[Portion, ...]] = {}
        self.orders: dict[str, dict[str, str]] = {}
        self.fed: dict[str, dict[str, Decimal]] = {}
        self.yielded: dict[str, set[str]] = {}
        self.holds_known: set[str] = set()
        self.closed: set[str] = set()
        self.started: set[str] = set()
        self.complaints: set[str] = set()
        self.calibrations = Calibrations()
        self.transit = Transit(terms, self.lots, self.units)
        self._needs: dict[str, list[Need]] = {}

    def tell(self, fact: Fact) -> list[Need]:
        """Take up a rendered fact; what it asks for."""
        ask = TELL.get(fact.kind)
        needs = list(ask(self, fact)) if ask else []
        self.transit.tell(fact)
        stop = "carrier.consignment.stopped"
        needs += [_last(fact, "recall", stop, (one,), one) for one in self.transit.to_stop()]
        self._needs[fact.id] = needs
        return needs

    # -- receipt, movement, shipment, return ------------------------------------------------------------------------

    def received(self, fact: Fact) -> Iterator[Need]:
        words = fact.words
        source = f"{words.get('supplier', '')}/{words.get('supplier_lot', '')}/{words.get('purchase_order', '')}"
        for portion, item, lot in lots_in(fact.outs):
            inspected = item in self.terms.inspected
            self.lots.received(portion.item, inspected)
            yield _sum(fact, portion, "receipt", "erp.receipt.quantity", words.get("receipt", ""), item, lot)
            yield _last(fact, "receipt", "erp.lot.supplier_lot", (item, lot), source)
            if inspected:
                yield _sum(fact, portion, "receipt", "qms.inspection.quantity", item, lot)

    def moved(self, fact: Fact) -> Iterator[Need]:
        for portion, item, lot in lots_in(fact.ins or fact.outs):
            there = fact.words.get("to_location", "") or portion.location
            here = fact.words.get("from_location", "") or portion.location
            yield _sum(fact, portion, "movement", "erp.movement.quantity", item, lot, here, sign=-1)
            yield _sum(fact, portion, "movement", "erp.movement.quantity", item, lot, there)

    def shipped(self, fact: Fact) -> Iterator[Need]:
        shipment = fact.words.get("shipment", "")
        for unit in fact.ins or fact.outs:
            sscc = parse(unit.item).id
            for portion, item, lot in lots_in(self.units.get(unit.item, ())):
                key = f"{shipment}/{sscc}"
                yield _sum(fact, portion, "shipment", "erp.delivery.quantity", key, shipment, item, lot)

    def returned(self, fact: Fact) -> Iterator[Need]:
        back, shipment = fact.words.get("return", ""), fact.words.get("shipment", "")
        for portion, item, lot in lots_in(fact.outs or fact.ins):
            of = (back, shipment, item, lot, self.terms.return_status)
            yield _sum(fact, portion, "return", "erp.return.quantity", *of)

    def complained(self, fact: Fact) -> Iterator[Need]:
        """What is said again under a complaint's number joins what the first notice has opened."""
        number = fact.words.get("complaint", "")
        if number not in self.complaints:
            self.complaints.add(number)
            yield _last(fact, "complaint", "qms.nonconformance.complaint", (number,), number)

    # -- orders -----------------------------------------------------------------------------------------------------

    def bom_revised(self, fact: Fact) -> Iterator[Need]:
        item, revision = fact.words.get("item", ""), fact.words.get("revision", "")
        yield _last(fact, "master_data", "mes.bom.revision", (item, revision), revision)

    def order_released(self, fact: Fact) -> Iterator[Need]:
        self.orders[fact.order] = {**fact.words, "order": fact.order}
        yield _last(fact, "order_release", "mes.work_order.order", (fact.order,), fact.order)
        yield self._quantity(fact, "")

    def order_changed(self, fact: Fact) -> Iterator[Need]:
        self.orders.setdefault(fact.order, {})["quantity"] = fact.words.get("quantity", "")
        yield self._quantity(fact, "late change" if fact.order in self.started else "")

    def order_cancelled(self, fact: Fact) -> Iterator[Need]:
        excused = "late change" if fact.order in self.started else ""
        path = "mes.work_order.status"
        yield _last(fact, "order_release", path, (fact.order,), "cancelled", excused=excused)

    def order_moved_on(self, fact: Fact) -> Iterator[Need]:
        self.started.add(fact.order)
        if fact.kind == "order_closed":
            self.closed.add(fact.order)
        yield _last(fact, "order_status", "erp.order.status", (fact.order,), ORDER_STATUS[fact.kind])

    def _quantity(self, fact: Fact, excused: str) -> Need:
        order = self.orders[fact.order]
        place, unit = ("mes.work_order.quantity", (fact.order,)), order.get("unit", "")
        return _last(fact, "order_release", *place, order.get("quantity", ""), unit=unit, excused=excused)

    # -- the floor --------------------------------------------------------------------------------------------------

    def consumed(self, fact: Fact) -> Iterator[Need]:
        step = step_key(fact)
        fed = self.fed.setdefault(step, {})
        for portion, item, lot in lots_in(fact.ins):
            known = portion.item in self.lots.known
            excused = "unknown lot" if not known else "after close" if fact.order in self.closed else ""
            if known:
                fed[portion.item] = fed.get(portion.item, Decimal(0)) + number(portion.quantity)
                self.tanks.drew(step, portion.item, place_of(fact, portion), number(portion.quantity))
            of = (fact.order, fact.operation, item, lot)
            yield _sum(fact, portion, "material_issue", "mes.consumption.quantity", *of, excused=excused)
            if item not in self.terms.backflushed:
                yield _sum(fact, portion, "material_issue", "erp.consumption.quantity", *of, excused=excused)

    def produced(self, fact: Fact) -> Iterator[Need]:
        step = step_key(fact)
        excused = "after close" if fact.order in self.closed else ""
        for portion, item, lot in lots_in(fact.outs or fact.ins):
            role = "scrap" if fact.kind == "scrapped" else portion.role
            of = (fact.order, fact.operation, item, lot, YIELDS.get(role, role))
            for system in ("mes", "erp"):
                path = f"{system}.production.quantity"
                yield _sum(fact, portion, "operation_completion", path, *of, excused=excused)
            if role != "scrap":
                self.yielded.setdefault(step, set()).add(portion.item)
                yield from self._statuses(fact, self._made(fact, step, portion))
        if fact.kind == "produced":
            yield from self._doubted(fact, self.calibrations.made(fact))

    def _made(self, fact: Fact, step: str, portion: Portion) -> Iterator[Change]:
        """What came out was made of what its step was fed with; of what came from a tank, of what can be in that."""
        of, place = self._behind(step, self.fed.get(step, {})), place_of(fact, portion)
        self.tanks.filled(place, of - self.lots.contents, number(portion.quantity))
        return self.lots.made(portion.item, of, content=self.tanks.is_tank(place))

    def _behind(self, step: str, fed: Iterable[str]) -> set[str]:
        """What a step was fed with, and what can be in that where it came from a tank."""
        return {*fed, *(lot for one in fed for lot in self.tanks.behind(step, one))}

    def packed(self, fact: Fact) -> Iterator[Need]:
        for unit in fact.outs:
            self.units[unit.item] = (*self.units.get(unit.item, ()), *fact.ins)
            sscc = parse(unit.item).id
            for portion, item, lot in lots_in(fact.ins):
                yield _sum(fact, portion, "operation_completion", "wms.unit.quantity", sscc, item, lot)
            yield from self._boxed(fact, fact.ins, sscc)

    def _boxed(self, fact: Fact, portions: tuple[Portion, ...], parent: str) -> Iterator[Need]:
        """Handling units stand in another from now on, or in none."""
        for box in (parse(one.item) for one in portions):
            if box.kind == "unit":
                yield _last(fact, "operation_completion", "wms.unit.inside", (box.id,), parent)

    def unpacked(self, fact: Fact) -> Iterator[Need]:
        """What comes out of a unit is in it no more: the unit has so much less of it in WMS."""
        for unit in fact.ins:
            held = self.units.get(unit.item, ())
            out = tuple(portion for portion in fact.outs if portion.item != unit.item) or held
            for portion, item, lot in lots_in(out):
                sscc = parse(unit.item).id
                yield _sum(fact, portion, "operation_completion", "wms.unit.quantity", sscc, item, lot, sign=-1)
            yield from self._boxed(fact, out, "none")
            self.units[unit.item] = less(held, out)

    def reversed(self, fact: Fact) -> Iterator[Need]:
        """Sums go back by as much; what the step was fed with it was not fed with."""
        late = "after close" if fact.order in self.closed else ""
        for cause in fact.causes:
            for need in self._needs.get(cause, ()):
                if need.quantity:
                    excused = need.excused or late
                    yield msgspec.structs.replace(need, fact=fact.id, quantity=-need.quantity, excused=excused)
        self._unfed(fact)

    def _unfed(self, fact: Fact) -> None:
        """A lot of which nothing is net in a step hands no hold on to what came out of it."""
        step = step_key(fact)
        fed = self.fed.setdefault(step, {})
        for portion, _, _ in lots_in(fact.ins):
            fed[portion.item] = fed.get(portion.item, Decimal(0)) - number(portion.quantity)
            self.tanks.gave_back(place_of(fact, portion), number(portion.quantity))
            if fed[portion.item] <= 0:
                del fed[portion.item]
                left = self._behind(step, fed)
                for lot in {portion.item, *self.tanks.behind(step, portion.item)} - left:
                    self.lots.unmade(lot, self.yielded.get(step, ()))

    def limit_crossed(self, fact: Fact) -> Iterator[Need]:
        exceedance = fact.words.get("exceedance", "") or f"{fact.stream}#{fact.seq}"
        yield _last(fact, "quality_event", "qms.nonconformance.exceedance", (exceedance,), exceedance)

    # -- equipment --------------------------------------------------------------------------------------------------

    def stood(self, fact: Fact) -> Iterator[Need]:
        """MES and QMS show whether equipment may be worked on; what it made out of tolerance is in question."""
        for system in ("mes", "qms"):
            key = (f"{fact.plant}/{fact.equipment}",)
            yield _last(fact, "equipment_status", f"{system}.equipment.status", key, fact.words.get("status", ""))
        if fact.kind == "calibrated":
            yield from self._doubted(fact, self.calibrations.calibrated(fact))

    def _doubted(self, fact: Fact, found: Iterator[Found]) -> Iterator[Need]:
        for name, lot in found:
            item = parse(lot)
            of = (name, item.scope, item.id)
            yield _last(fact, "equipment_status", "qms.nonconformance.calibration", of, name)

    # -- quality ----------------------------------------------------------------------------------------------------

    def decided(self, fact: Fact) -> Iterator[Need]:
        yield from self._statuses(fact, self.lots.decided(fact.subject, fact.words.get("decision", "")))

    def hold_placed(self, fact: Fact) -> Iterator[Need]:
        self.holds_known.add(fact.words.get("hold", ""))
        yield from self._statuses(fact, self.lots.held(fact.subject, fact.words.get("hold", "")))

    def hold_released(self, fact: Fact) -> Iterator[Need]:
        yield from self._statuses(fact, self.lots.released(fact.subject, fact.words.get("hold", "")))

    def disposed(self, fact: Fact) -> Iterator[Need]:
        disposition = fact.words.get("disposition", "")
        for portion, item, lot in lots_in(fact.ins or fact.outs) if disposition in AWAY else ():
            yield _sum(fact, portion, "lot_status", "erp.disposal.quantity", item, lot)
        if disposition == "scrap":
            subject = fact.subject or next((portion.item for portion in fact.ins), "")
            yield from self._statuses(fact, self.lots.scrapped(subject)) if subject else ()

    def _statuses(self, fact: Fact, changes: Iterator[Change]) -> Iterator[Need]:
        """ERP shows the status itself; WMS and MES whether the lot is blocked."""
        for change in changes:
            for system in ("erp", "wms", "mes"):
                value = change.status if system == "erp" or change.status == "blocked" else "free"
                path = f"{system}.lot.status"
                yield _last(fact, "lot_status", path, (change.item, change.lot), value, why=change.why)


TELL: dict[str, Callable[[Course, Fact], Iterator[Need]]] = {
    "received": Course.received,
    "moved": Course.moved,
    "shipped": Course.shipped,
    "returned": Course.returned,
    "complained": Course.complained,
    "calibrated": Course.stood,
    "maintained": Course.stood,
    "bom_revised": Course.bom_revised,
    "order_released": Course.order_released,
    "order_changed": Course.order_changed,
    "order_cancelled": Course.order_cancelled,
    **dict.fromkeys(ORDER_STATUS, Course.order_moved_on),
    "consumed": Course.consumed,
    "produced": Course.produced,
    "scrapped": Course.produced,
    "packed": Course.packed,
    "unpacked": Course.unpacked,
    "reversed": Course.reversed,
    "limit_crossed": Course.limit_crossed,
    "decided": Course.decided,
    "hold_placed": Course.hold_placed,
    "hold_released": Course.hold_released,
    "disposed": Course.disposed,
}


def less(held: tuple[Portion, ...], out: tuple[Portion, ...]) -> tuple[Portion, ...]:
    """What is left in a unit, lot by lot."""
    left: dict[str, Decimal] = {}
    for sign, portions in ((1, held), (-1, out)):
        for portion in portions:
            left[portion.item] = left.get(portion.item, Decimal(0)) + sign * held_of(portion)
    first = {portion.item: portion for portion in reversed(held)}
    return tuple(msgspec.structs.replace(first[item], quantity=f"{much:f}") for item, much in left.items() if much > 0)


def lots_in(portions: tuple[Portion, ...]) -> Iterator[tuple[Portion, str, str]]:
    """The portions that are lots or serials, with item code and number."""
    for portion in portions:
        item = parse(portion.item)
        if item.kind != "unit":
            yield portion, item.scope, item.id


def shown(system: str, status: str) -> str:
    """What a lot's status means to the judge: ERP's own word, elsewhere blocked or free."""
    return status if system == "erp" or status == "blocked" else "free"


def _sum(fact: Fact, portion: Portion, flow: str, path: str, *of: str, sign: int = 1, excused: str = "") -> Need:
    system, entity, field = path.split(".")
    quantity = number(portion.quantity) * sign
    place = Place(system, entity, field, of)
    return Need(fact=fact.id, flow=flow, place=place, quantity=quantity, unit=portion.unit, excused=excused)


def _last(
    fact: Fact,
    flow: str,
    path: str,
    of: tuple[str, ...],
    value: str,
    *,
    unit: str = "",
    why: str = "",
    excused: str = "",
) -> Need:
    system, entity, field = path.split(".")
    place = Place(system, entity, field, of)
    return Need(fact=fact.id, flow=flow, place=place, value=value, unit=unit, why=why, excused=excused)
