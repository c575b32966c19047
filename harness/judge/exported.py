"""
What an export tells, in the lines of `exports`: an EPCIS document event by event, a sheet row by row.

Withdrawn events do not count, nor do those of other runs: what bears neither this run's tag nor a time since its day
began is passed over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from lotproof.harness.epcis import document, events, parts
from lotproof.harness.epcis.effective import effective
from lotproof.harness.epcis.graph import number_of
from lotproof.harness.epcis.names import Names
from lotproof.harness.epcis.ours import names_of
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.exports import Act, Line, Owed, plain

Sums = dict[Line, Decimal | None]
"""Per line what is told; None where a line is told without its amount."""

EARLIER = timedelta(days=1)

CTES = ("receiving", "shipping", "transformation")
KEY_DATA = (
    "event_id",
    "event_date",
    "tlc",
    "tlc_source",
    "product_description",
    "quantity",
    "uom",
    "location",
)
INPUTS = ("input_tlc", "input_product_description", "input_quantity", "input_uom")
NEEDED: dict[str, tuple[str, ...]] = {
    "receiving": (*KEY_DATA, "counterparty_location", "ref_doc_type", "ref_doc_number"),
    "shipping": (*KEY_DATA, "counterparty_location", "ref_doc_type", "ref_doc_number"),
    "transformation": KEY_DATA,
}
"""The key data elements of each critical tracking event, by their columns."""


def add(sums: Sums, line: Line, quantity: Decimal | None) -> None:
    before = sums.get(line, Decimal(0))
    sums[line] = None if before is None or quantity is None else before + quantity


def marked(case: Case, *names: str) -> bool:
    """Whether one of these names bears the run's tag."""
    tag = case.evidence.tag
    return any(tag.text in name or tag.number in name for name in names)


# -- an EPCIS document -------------------------------------------------------------------------------------------------


class Epcis:
    """
    `sums` by line; `by_order` is whether each transformation of this run names an order that is known; `emptied` are
    handling units that were emptied without a word of what came out.
    """

    def __init__(self, case: Case, answer: Any, owed: Owed) -> None:
        self.case, self.owed, self.sums = case, owed, Sums()
        self.emptied: set[str] = set()
        self.names: Names = names_of(case.evidence.plan.enterprise, case.evidence.facts)
        since = datetime.fromisoformat(case.evidence.run.epoch) - EARLIER
        told = [event for page in answer["documents"] for event in _events(page)]
        self.events = [event for event in effective(told) if event.at >= since]
        orders = owed.numbers("input", "output")
        self._receipts, self._shipments = owed.numbers("receipt"), owed.numbers("shipment")
        self._returns = owed.numbers("return")
        made = [event for event in self.events if self._is_ours(event) and _transforms(event)]
        self.by_order = bool(made) and all(orders & set(self._numbers(event)) for event in made)
        for event in self.events:
            self._read(event, orders)

    def _is_ours(self, event: events.Event) -> bool:
        return marked(self.case, *self._numbers(event), *(self.names.key(one.id) for one in parts.mentions(event)))

    def _numbers(self, event: events.Event) -> list[str]:
        return [self.owed.document(number_of(one.biz_transaction)) for one in event.biz_transactions or ()]

    def _read(self, event: events.Event, orders: frozenset[str]) -> None:
        numbers = self._numbers(event)
        if _transforms(event):
            number = next((one for one in numbers if one in orders), "") if self.by_order else ""
            self._things(event, number, {"in": "input", "out": "output"})
            return
        word = parts.step_word(event)
        if isinstance(event, events.AggregationEvent) and event.parent_id and word in ("packing", "unpacking"):
            if parts.action(event) in (events.ADD, events.DELETE):
                sscc = self.names.key(event.parent_id).rpartition(":")[2]
                self._things(event, sscc, {"in": "content"}, -1 if parts.action(event) == events.DELETE else 1)
        elif word == "shipping":
            self._things(event, _known(numbers, self._shipments), {"seen": "shipment"})
        elif word == "receiving":
            back = self._returns.intersection(numbers)
            act: Act = "return" if back else "receipt"
            self._things(event, _known(numbers, back or self._receipts), {"seen": act})

    def _things(self, event: events.Event, number: str, acts: dict[str, Act], sign: int = 1) -> None:
        seen = [one for one in parts.mentions(event) if one.side in acts]
        if not seen and sign < 0:
            self.emptied.add(number)
        for one in seen:
            key = self.names.key(one.id)
            if not marked(self.case, number, key):
                continue
            if key.startswith("unit:"):
                if acts[one.side] == "shipment":
                    add(self.sums, Line("unit", number, key.rpartition(":")[2], ""), Decimal(1))
                continue
            unit = plain(self.names.own_unit(key, one.uom)) if one.of_class else "pcs"
            amount = one.quantity if one.of_class else Decimal(1)
            add(self.sums, Line(acts[one.side], number, key, unit), None if amount is None else sign * amount)


def _known(numbers: list[str], known: frozenset[str]) -> str:
    """The number that is known, else the first."""
    return next((one for one in numbers if one in known), next(iter(numbers), ""))


def _events(page: Any) -> Iterable[events.Event]:
    return document.read(msgspec.json.encode(page)).events


def _transforms(event: events.Event) -> bool:
    """A component that comes out of what it was built into is taken back, not made."""
    return isinstance(event, events.TransformationEvent) and parts.step_word(event) != "removing"


# -- a sheet -----------------------------------------------------------------------------------------------------------


class Sheet:
    """
    `sums` by line of what was received, shipped and made; `inputs` per document and code that came out of it;
    `lacking` columns that are not there or, in a row of this run, empty, by event.
    """

    def __init__(self, case: Case, answer: Any, owed: Owed) -> None:
        self.case, self.owed = case, owed
        self.sums, self.inputs = Sums(), defaultdict[tuple[str, str], Sums](dict)
        self.lacking: dict[tuple[str, str], str] = {}
        self._outputs: set[tuple[str, Line]] = set()
        self.columns = tuple(answer["columns"])
        self.orders, self.returns = owed.numbers("output"), owed.numbers("return")
        for cells in answer["rows"]:
            row = defaultdict(str, zip(self.columns, cells, strict=True))
            if row["cte"].lower() in CTES and self._is_ours(row):
                self._read(row["cte"].lower(), row)

    def _is_ours(self, row: dict[str, str]) -> bool:
        since = datetime.fromisoformat(self.case.evidence.run.epoch) - EARLIER
        dated = row["event_date"][:10]
        return marked(self.case, row["tlc"], row["input_tlc"], row["ref_doc_number"]) and (
            not dated[:4].isdigit() or dated >= since.date().isoformat()
        )

    def _read(self, cte: str, row: dict[str, str]) -> None:
        for column in self._needed(cte, row):
            if not row[column]:
                self.lacking.setdefault((cte, column), "is empty" if column in self.columns else "is not there")
        number, unit = self.owed.document(row["ref_doc_number"]), plain(row["uom"])
        if cte == "transformation":
            self._transformation(row, number if number in self.orders else "", unit)
            return
        act: Act = "shipment" if cte == "shipping" else "return" if number in self.returns else "receipt"
        add(self.sums, Line(act, number, row["tlc"], unit), amount(row["quantity"]))

    def _needed(self, cte: str, row: dict[str, str]) -> Iterator[str]:
        yield from NEEDED[cte]
        if cte == "transformation":
            yield from (("ref_doc_type", "ref_doc_number") if "" not in self.orders else ())
            yield from (INPUTS if row["input_tlc"] or "input_tlc" not in self.columns else ())

    def _transformation(self, row: dict[str, str], number: str, unit: str) -> None:
        """An output stands again in each row of its event, once per input; it counts once."""
        line = Line("output", number, row["tlc"], unit)
        if (row["event_id"], line) not in self._outputs:
            self._outputs.add((row["event_id"], line))
            add(self.sums, line, amount(row["quantity"]))
        if row["input_tlc"]:
            used = Line("input", number, row["input_tlc"], plain(row["input_uom"]))
            add(self.inputs[number, row["tlc"]], used, amount(row["input_quantity"]))


def amount(text: str) -> Decimal | None:
    """A quantity; None where there is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
