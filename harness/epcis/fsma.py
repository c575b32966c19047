"""
The FSMA 204 sheet: one row per event and lot, sortable, with all key data elements (21 CFR 1.1340, 1.1345, 1.1350).

A traceability lot code (TLC) is given where food is transformed and kept where it is received or shipped: a received
lot bears its supplier's, whatever number we give it inside. A transformation is repeated over rows, one per input, so
that filtering by any TLC returns the whole event.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
from lotproof.harness.epcis import times
from lotproof.harness.epcis.telling import Telling
from lotproof.harness.model import items
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.genealogy import MADE_OF, MAKES


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row; the fields are the columns, in this order."""

    cte: str
    event_id: str
    event_date: str
    tlc: str
    tlc_source: str = ""
    tlc_source_ref: str = ""
    product_description: str = ""
    quantity: str = ""
    uom: str = ""
    location: str = ""
    counterparty_location: str = ""
    input_tlc: str = ""
    input_product_description: str = ""
    input_quantity: str = ""
    input_uom: str = ""
    ref_doc_type: str = ""
    ref_doc_number: str = ""


COLUMNS = Row.__struct_fields__


def rows(facts: Iterable[Fact], telling: Telling) -> list[Row]:
    """The sheet of a run's facts (rendered, in plant order), sorted by date, event and lot."""
    sheet = _Sheet(telling)
    for fact in facts:
        sheet.read(fact)
    found = [*sheet.rows, *sheet.transformations()]
    return sorted(found, key=lambda row: (row.event_date, row.event_id, row.tlc, row.input_tlc))


class _Step(msgspec.Struct):
    """A step under way: net amounts per lot and unit on both sides."""

    plant: str
    order: str = ""
    ended_us: int = 0
    ins: dict[tuple[str, str], Decimal] = msgspec.field(default_factory=dict)
    outs: dict[tuple[str, str], Decimal] = msgspec.field(default_factory=dict)


class _Sheet:
    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.rows: list[Row] = []
        self._steps: dict[str, _Step] = {}
        self._facts: dict[str, Fact] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        self._inside: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)

    def read(self, fact: Fact) -> None:
        self._facts[fact.id] = fact
        if fact.kind in ("consumed", "produced"):
            self._step(fact, 1)
        elif fact.kind == "reversed":
            for cause in fact.causes:
                if cause in self._facts and self._facts[cause].kind in ("consumed", "produced"):
                    self._step(self._facts[cause], -1)
        elif fact.kind in ("packed", "unpacked"):
            self._pack(fact)
        elif fact.kind == "received":
            self._receive(fact, "supplier", ("purchase_order", "receipt"))
        elif fact.kind == "returned":
            self._receive(fact, "customer", ("return", "shipment"))
        elif fact.kind == "shipped":
            self._ship(fact)

    def transformations(self) -> Iterator[Row]:
        for name, step in self._steps.items():
            for (made, unit), amount in step.outs.items():
                if amount > 0:
                    yield from self._transformed(name, step, Portion(item=made, role="output", unit=unit), amount)

    def _transformed(self, name: str, step: _Step, made: Portion, amount: Decimal) -> Iterator[Row]:
        code, source = self._code(made.item, step.plant)
        output = Row(
            cte="transformation",
            event_id=name,
            event_date=self._date(step.ended_us),
            tlc=code,
            tlc_source=source,
            product_description=self._product(made.item),
            quantity=f"{amount:f}",
            uom=made.unit,
            location=step.plant,
            ref_doc_type="production order" if step.order else "",
            ref_doc_number=step.order,
        )
        used = {key: quantity for key, quantity in step.ins.items() if quantity > 0}
        for (item, unit), quantity in used.items():
            yield msgspec.structs.replace(
                output,
                input_tlc=self._code(item, step.plant)[0],
                input_product_description=self._product(item),
                input_quantity=f"{quantity:f}",
                input_uom=unit,
            )
        if not used:
            yield output

    def _step(self, fact: Fact, sign: int) -> None:
        name = fact.step or fact.order or fact.id
        step = self._steps.setdefault(name, _Step(plant=fact.plant))
        step.order = step.order or fact.order
        for portion in fact.ins:
            if portion.role in MADE_OF:
                _add(step.ins, portion, sign)
        for portion in fact.outs:
            if portion.role in MAKES and portion.role != "scrap":
                _add(step.outs, portion, sign)
                step.ended_us = max(step.ended_us, fact.at_us)

    def _pack(self, fact: Fact) -> None:
        into = fact.kind == "packed"
        holders, held = (fact.outs, fact.ins) if into else (fact.ins, fact.outs)
        for holder in holders:
            if items.parse(holder.item).kind == "unit":
                for portion in held:
                    _add(self._inside[holder.item], portion, 1 if into else -1)
                if not into and not held:
                    self._inside[holder.item].clear()

    def _receive(self, fact: Fact, sender: str, documents: tuple[str, ...]) -> None:
        supplier_lot = fact.words.get("supplier_lot", "")
        for portion in fact.outs:
            if fact.kind == "received" and supplier_lot:
                self._codes.setdefault(portion.item, (supplier_lot, fact.words.get("supplier", "")))
            self._row("receiving", fact, portion, fact.words.get(sender, ""), documents)

    def _ship(self, fact: Fact) -> None:
        loaded: dict[tuple[str, str], Decimal] = {}
        for portion in fact.ins:
            if items.parse(portion.item).kind != "unit":
                _add(loaded, portion, 1)
            for (item, unit), quantity in self._inside.get(portion.item, {}).items():
                loaded[item, unit] = loaded.get((item, unit), Decimal(0)) + quantity
        for (item, unit), quantity in loaded.items():
            portion = Portion(item=item, role="content", quantity=f"{quantity:f}", unit=unit)
            self._row("shipping", fact, portion, fact.words.get("customer", ""), ("delivery", "shipment"))

    def _row(self, cte: str, fact: Fact, portion: Portion, other: str, documents: tuple[str, ...]) -> None:
        code, source = self._code(portion.item, fact.plant)
        document = next((name for name in documents if fact.words.get(name)), "")
        self.rows.append(
            Row(
                cte=cte,
                event_id=fact.id,
                event_date=self._date(fact.at_us),
                tlc=code,
                tlc_source=source,
                product_description=self._product(portion.item),
                quantity=portion.quantity,
                uom=portion.unit,
                location=fact.plant,
                counterparty_location=other,
                ref_doc_type=document.replace("_", " "),
                ref_doc_number=fact.words.get(document, ""),
            )
        )

    def _code(self, item: str, plant: str) -> tuple[str, str]:
        """(TLC, its source): the supplier's for what was received, ours for what was made here."""
        return self._codes.get(item, (items.parse(item).id, plant))

    def _product(self, item: str) -> str:
        return self.telling.product(items.parse(item).scope)

    def _date(self, at_us: int) -> str:
        return times.text(self.telling.at(Fact(id="", kind="produced", at_us=at_us, plant="")))


def _add(sums: dict[tuple[str, str], Decimal], portion: Portion, sign: int) -> None:
    key = (portion.item, portion.unit)
    sums[key] = sums.get(key, Decimal(0)) + sign * Decimal(portion.quantity or "0")


def to_csv(listed: Iterable[Row]) -> bytes:
    """The sheet as CSV: UTF-8, comma, CRLF (RFC 4180), names in the first row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(msgspec.structs.astuple(row) for row in listed)
    return text.getvalue().encode()


def of_csv(source: bytes) -> list[Row]:
    """
    The rows of somebody's sheet; columns may stand in any order, others are passed over.

    Raises:
        InputError: if a column is missing or the text is not UTF-8.
    """
    try:
        reader = csv.DictReader(io.StringIO(source.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as wrong:
        raise InputError("the sheet is not UTF-8", got=str(wrong)) from wrong
    missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
    if missing:
        raise InputError("the sheet lacks columns", which=", ".join(missing), expected=", ".join(COLUMNS))
    return [Row(**{name: row[name] or "" for name in COLUMNS}) for row in reader]


def to_xlsx(listed: Iterable[Row], path: Path) -> None:
    """
    The sheet as a workbook, first row frozen and filtered; quantities as numbers, so that they sort.

    Raises:
        InputError: if openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError as missing:
        raise InputError(
            "a workbook needs openpyxl", which="lotproof[xlsx]", where="pip install openpyxl, or ask for CSV."
        ) from missing
    book = Workbook()
    sheet = book.active
    sheet.title = "FSMA 204"
    sheet.append(COLUMNS)
    for row in listed:
        sheet.append([_cell(name, getattr(row, name)) for name in COLUMNS])
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"  # a lot that begins with "=" is a lot and no formula
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def _cell(name: str, value: str) -> str | Decimal:
    return Decimal(value) if name.endswith("quantity") and value else value


def event_of(listed: Iterable[Row], code: str) -> list[Row]:
    """All rows of the events that name a TLC, as input or output."""
    kept = list(listed)
    named = {row.event_id for row in kept if code in (row.tlc, row.input_tlc)}
    return [row for row in kept if row.event_id in named]
