"""FLOW: each business fact arrives where it belongs. Net effects at the end, and when they came."""

from itertools import pairwise

from lotproof.harness.judge.account import Sheet
from lotproof.harness.judge.case import ORDER_WORDS
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.evidence import Made
from lotproof.harness.judge.origins import raised_about, without_origin
from lotproof.harness.judge.places import Place
from lotproof.harness.model.facts import Fact

OUTAGES = ("http_outage", "http_locked", "http_lost_answer")


@judges("FLOW-01")
def orders_reach_mes(row: Row) -> None:
    """
    Judges that each released order has exactly one work order, in time, with item, unit, revision, lots and quantity.

    Exercised: each release that had to arrive. Passes: one that takes the webhook and posts at once; one that polls the
    feed every two seconds, looks whether the work order is there, and posts all that are missing.
    """
    row.account("mes.work_order.order")
    cancelled = {fact.order for fact in row.case.evidence.facts if fact.kind == "order_cancelled"}
    unchanged = [s for s in row.case.sheets_of("mes.work_order.quantity") if len(s.asked) == 1 and _live(s, cancelled)]
    row.sheets(unchanged, wrong=("missing", "overwritten", "value"))
    for sheet in row.case.sheets_of("mes.work_order.order"):
        _intact(row, sheet)


def _live(sheet: Sheet, cancelled: set[str]) -> bool:
    """An order that arrived at all (that it did not is said once) and was not withdrawn."""
    return bool(sheet.made) and sheet.place.get("order") not in cancelled


def _intact(row: Row, sheet: Sheet) -> None:
    """What a work order says besides its quantity, where MES keeps it."""
    words = row.case.course.orders.get(sheet.place.get("order"), {})
    asked = {"item": words.get("item", ""), "unit": words.get("unit", "")}
    order = sheet.place.get("order")
    quantity = row.case.sheets.get(Place("mes", "work_order", "quantity", (order,)))
    shown = {"item": sheet.made, "unit": quantity.made if quantity else []}
    for name, value in asked.items():
        for made in shown[name]:
            there = row.case.terms.code(getattr(made.effect, name))
            if value and there and there != value:
                _differs(row, sheet, made, name, expected=value, observed=there)
    _words_intact(row, sheet, words)


def _words_intact(row: Row, sheet: Sheet, words: dict[str, str]) -> None:
    """Revision and approved lots, where MES keeps them at all."""
    order = sheet.place.get("order")
    kept = row.case.work_order_words
    said = {made.effect.field: made for made in kept.get(order, ())}
    for field in ORDER_WORDS if kept and sheet.made and words else ():
        value, made = words.get(field, ""), said.get(field)
        there = made.effect.value if made else ""
        if value and _spelled(there) != _spelled(value):
            _differs(row, sheet, made or sheet.made[0], field, expected=value, observed=there or "none")


def _spelled(text: str) -> frozenset[str]:
    """A list of lots in whichever way it is joined; one word is a list of one."""
    parts = text.replace(";", ",").split(",")
    return frozenset(part.strip().removeprefix("lot:").removeprefix("serial:").replace(":", "/") for part in parts)


def _differs(row: Row, sheet: Sheet, made: Made, name: str, *, expected: str, observed: str) -> None:
    order, what = sheet.place.get("order"), name.replace("_", " ")
    row.find(
        f"{what} of order {order}",
        f"MES has {what} {observed} for order {order}, and ERP released it with {expected}.",
        system="mes",
        expected=expected,
        observed=observed,
        facts=sheet.facts(),
        made=[made],
        flow="order_release",
    )


@judges("FLOW-02")
def orders_wait_for_mes(row: Row) -> None:
    """
    Judges that orders released while MES was away came in afterwards, once, and in release order per line.

    Exercised: each order released while a strike kept calls to MES from being made. Passes: a queue per line that is
    worked off in order; a poller that sorts what is missing by release before it posts.
    """
    if row.case.terms.rules.get("dispatch", "by arrival") != "by arrival":
        return
    blows = [blow for blow in row.case.blows(*OUTAGES) if blow.target == "mes"]
    released = [fact for fact in row.case.evidence.facts if fact.kind == "order_released"]
    waited: dict[str, list[str]] = {}
    for blow in blows:
        for fact in released:
            if blow.start.mono_ns <= row.case.left[fact.id] < blow.end_ns:
                waited.setdefault(fact.words.get("line", ""), []).append(fact.id)
    for line, facts in waited.items():
        sheets = [s for s in row.case.touched(facts) if s.place.field == "order"]
        row.saw(sum(sheet.exercised for sheet in sheets))
        row.sheets(sheets)
        _in_order(row, line, sheets)


def _in_order(row: Row, line: str, sheets: list[Sheet]) -> None:
    """Release order per line, among those that came."""
    came = [(s.asked[0].left_ns, s.made[0].at.mono_ns, s) for s in sheets if s.made and s.asked]
    came.sort(key=lambda one: one[0])
    for (_, first_ns, first), (_, then_ns, then) in pairwise(came):
        if then_ns < first_ns:
            one, other = first.place.get("order"), then.place.get("order")
            row.find(
                f"orders {one} and {other} of line {line}",
                f"Order {other} reached MES before order {one}, which was released first on line {line}.",
                system="mes",
                facts=[*first.facts(), *then.facts()],
                made=[*then.made[:1], *first.made[:1]],
                flow="order_release",
            )


@judges("FLOW-03")
def changes_reach_mes(row: Row) -> None:
    """
    Judges that a changed quantity or a cancellation reached MES before the order started.

    Exercised: each change and each cancellation that left at least the deadline before the start. Passes: one that
    posts each change; one that reads the order anew from ERP and posts what differs.
    """
    changed = {fact.id for fact in row.case.evidence.facts if fact.kind in ("order_changed", "order_cancelled")}
    for sheet in row.case.sheets_of("mes.work_order.quantity", "mes.work_order.status"):
        asked = [one for one in sheet.asked if one.fact in changed]
        if not asked or not _arrived(row, sheet):
            continue
        row.saw(sum(one.must for one in asked))
        row.sheets([sheet], facts=[one.fact for one in asked], wrong=("missing", "overwritten", "late", "value"))


def _arrived(row: Row, sheet: Sheet) -> bool:
    """Whether MES has the order at all; if not, another row says so."""
    order = row.case.sheets.get(Place("mes", "work_order", "order", sheet.place.of))
    return bool(order and order.made)


@judges("FLOW-04")
def receipts_make_lots(row: Row) -> None:
    """
    Judges the receipt in ERP with its link to supplier, supplier lot and purchase order, and the inspection in QMS.

    Exercised: each of the three per receipt line. Passes: one that posts a receipt per line; one that gathers the lines
    of a receipt into one document and reads back by the receipt's number.
    """
    row.account("erp.receipt.quantity", "erp.lot.supplier_lot", "qms.inspection.quantity")


@judges("FLOW-05")
def consumption_is_in_erp(row: Row) -> None:
    """
    Judges net consumption in ERP per order, operation and lot, in the base unit, and when it came.

    Exercised: each consumption that the floor showed. Passes: one posting per scan; a batch every two seconds that adds
    up what one lot gave to one order.
    """
    row.account("erp.consumption.quantity")


@judges("FLOW-06")
def production_is_in_erp(row: Row) -> None:
    """
    Judges net production in ERP per order and lot, each yield apart, and when it came.

    Exercised: each output that the floor showed. Passes: one posting per output; a batch with a line per yield.
    """
    row.account("erp.production.quantity")


@judges("FLOW-08")
def moves_are_in_erp(row: Row) -> None:
    """
    Judges net movement in ERP per lot and location.

    Exercised: each end of each move. Passes: a transfer per move; one transfer for several moves of a lot on the way
    from A by B to C, as the sum at B is nothing in both.
    """
    row.account("erp.movement.quantity")


@judges("FLOW-09")
def decisions_set_the_status(row: Row) -> None:
    """
    Judges the stock status in ERP after each usage decision.

    Exercised: each decision. Passes: one that posts what the webhook says; one that reads inspections and holds of the
    lot and posts the status that follows, if it differs from what ERP shows.
    """
    row.statuses(("decided",), ("erp",))


@judges("FLOW-10")
def shipments_make_deliveries(row: Row) -> None:
    """
    Judges the delivery in ERP, each handling unit with its lots and quantities.

    Exercised: each lot of each unit of a shipment. Passes: one delivery per shipment; one document per unit.
    """
    row.account("erp.delivery.quantity")


@judges("FLOW-11")
def returns_are_not_free(row: Row) -> None:
    """
    Judges the return in ERP: quantity, lot, the shipment that it came from, and a status that is not free; and that a
    return of which nobody knows the shipment is raised as a business exception.

    Exercised: each returned lot, and each return without a shipment. Passes: one that posts the lines of the webhook;
    one that looks the shipment up first.
    """
    row.account("erp.return.quantity")
    for fact in without_origin(row.case):
        _origin_is_raised(row, fact)


def _origin_is_raised(row: Row, fact: Fact) -> None:
    if not row.case.queue.offered:
        row.notes.append("an unknown origin is raised: needs depth 2")
    elif row.case.knew(fact.id):
        row.saw()
        if not any(one.business for one in raised_about(row.case, fact)):
            number = fact.words.get("return", "")
            row.find(
                f"return {number}",
                f"Return {number} came without papers, and no business exception says that its shipment is unknown.",
                expected="a business exception",
                observed="none",
                facts=[fact.id],
                flow="return",
            )


@judges("FLOW-16")
def order_status_follows(row: Row) -> None:
    """
    Judges that ERP shows the order's latest status of MES in time, and never one that MES has left.

    Exercised: each status that stood longer than its deadline. Passes: one that posts each step; one that polls and
    posts the latest only.
    """
    sheets = list(row.case.sheets_of("erp.order.status"))
    for sheet in sheets:
        last = len(sheet.asked) - 1
        lasting = (a for n, a in enumerate(sheet.asked) if n == last or a.due_ns < sheet.asked[n + 1].left_ns)
        row.saw(sum(a.must for a in lasting))
    row.sheets(sheets)
