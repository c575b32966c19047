"""
What a regulator's export has to tell of a run: receipts, shipments, transformations and what handling units hold.

It follows from the needs of the account, so that an export is asked for what every system is asked for. Amounts are
sums per document and thing: one event or ten, the sum counts. What the client under test did not have to know yet may
be told or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec
from lotproof.harness.epcis.names import PIECES, UNITS
from lotproof.harness.judge.account import Asked
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.vessels import step_key
from lotproof.harness.model.facts import Fact

Act = Literal["receipt", "return", "shipment", "input", "output", "content", "unit"]

PLACES: dict[tuple[str, str, str], tuple[Act, str, str]] = {
    ("erp", "receipt", "quantity"): ("receipt", "key", "receipt"),
    ("erp", "return", "quantity"): ("return", "key", ""),
    ("erp", "delivery", "quantity"): ("shipment", "order", "shipment"),
    ("mes", "consumption", "quantity"): ("input", "order", "material_issue"),
    ("mes", "production", "quantity"): ("output", "order", "operation_completion"),
    ("wms", "unit", "quantity"): ("content", "key", "operation_completion"),
}
"""The act that each place tells, the reference that is its document, and the flow by which it is heard of."""

NAMES: dict[str, tuple[str, ...]] = {"received": ("purchase_order", "receipt"), "shipped": ("shipment", "delivery")}
"""The documents by which an export may name a fact; those of one fact are one."""


class Line(NamedTuple):
    """One thing in one document: what amounts add up for. `thing` is an item key or a traceability lot code."""

    act: Act
    document: str
    thing: str
    unit: str


class Amount(msgspec.Struct):
    """From the least to the greatest that may be told; `slack` is what rounding may make of it."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    slack: Decimal = Decimal(0)
    facts: list[str] = []

    def add(self, quantity: Decimal, half: Decimal, fact: str, *, must: bool) -> None:
        self.low += quantity if must else min(quantity, Decimal(0))
        self.high += quantity if must else max(quantity, Decimal(0))
        self.slack += half
        self.facts.append(fact)

    def join(self, other: "Amount") -> None:
        self.low, self.high, self.slack = self.low + other.low, self.high + other.high, self.slack + other.slack
        self.facts += other.facts

    @property
    def must(self) -> bool:
        return self.low > self.slack

    def fits(self, quantity: Decimal) -> bool:
        return self.low - self.slack <= quantity <= self.high + self.slack


Amounts = dict[Line, Amount]


class Owed:
    """What is owed once the run has settled, and by which words documents and lots may be told."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.documents = dict(_documents(case.evidence.facts))
        self.codes = dict(_codes(case.evidence.facts))
        self.amounts: Amounts = defaultdict(Amount)
        self.steps: dict[tuple[str, str], list[tuple[Line, Asked]]] = defaultdict(list)
        for sheet in case.sheets.values():
            if sheet.place.path in PLACES:
                act, reference, flow = PLACES[sheet.place.path]
                document = self.document(sheet.place.get(reference))
                thing = case.terms.key(sheet.place.get("item"), sheet.place.get("lot"))
                for asked in sheet.asked:
                    line = Line(act, document, thing, plain(asked.need.unit))
                    scrap = sheet.place.get("status") == "scrap"
                    self._owe(line, asked, heard=flow in case.claims and not scrap)
        self._units()

    def document(self, number: str) -> str:
        return self.documents.get(number, number)

    def of(self, *acts: Act) -> Amounts:
        return {line: amount for line, amount in self.amounts.items() if line.act in acts}

    def numbers(self, *acts: Act) -> frozenset[str]:
        """The documents of these acts."""
        return frozenset(line.document for line in self.of(*acts))

    def _owe(self, line: Line, asked: Asked, *, heard: bool) -> None:
        must = heard and asked.must
        half = self.case.terms.half(line.thing.split(":")[1])
        self.amounts[line].add(asked.need.quantity, half, asked.fact, must=must)
        fact = self.case.facts[asked.fact]
        if line.act in ("input", "output"):
            self.steps[line.document, step_key(fact)].append((line, asked))

    def _units(self) -> None:
        """The handling units of each shipment. One that stands in another may be told by that alone."""
        boxed = {place.get("key") for place in self.case.sheets if place.path == ("wms", "unit", "inside")}
        for fact in self.case.evidence.facts:
            for portion in fact.ins if fact.kind == "shipped" else ():
                sscc = portion.item.rpartition(":")[2]
                if portion.item.startswith("unit:"):
                    line = Line("unit", self.document(fact.words.get("shipment", "")), sscc, "")
                    alone = "shipment" in self.case.claims and sscc not in boxed and self.case.knew(fact.id)
                    self.amounts[line].add(Decimal(1), Decimal(0), fact.id, must=alone)

    # -- in traceability lot codes ----------------------------------------------------------------------------------

    def code(self, thing: str) -> str:
        """A lot's traceability code: its supplier's where it was received under one, else its own number."""
        return self.codes.get(thing, thing.split(":", 2)[2])

    def by_code(self, *acts: Act) -> Amounts:
        """The same amounts, under the code of each thing."""
        found: Amounts = defaultdict(Amount)
        for line, amount in self.of(*acts).items():
            found[line._replace(thing=self.code(line.thing))].join(amount)
        return found

    def transformed(self) -> dict[tuple[str, str], Amounts]:
        """
        Per order and code that came out: what went in. Where one step has several outputs, how inputs are shared among
        them is open; what went in after a thing had come out for the last time may be told with it or not. What was
        taken back counts whenever that was.
        """
        found: dict[tuple[str, str], Amounts] = defaultdict(lambda: defaultdict(Amount))
        for (document, _), told in self.steps.items():
            outs = {line.thing for line, _ in told if line.act == "output"}
            for made in outs:
                last = max(self.case.facts[one.fact].at_us for line, one in told if line.thing == made)
                into = found[document, self.code(made)]
                for line, asked in told:
                    if line.act == "input":
                        named = line._replace(thing=self.code(line.thing))
                        self._went_in(into[named], line, asked, last=last, shared=len(outs) > 1)
        return found

    def _went_in(self, amount: Amount, line: Line, asked: Asked, *, last: int, shared: bool) -> None:
        heard = "material_issue" in self.case.claims and asked.must
        back = asked.need.quantity < 0
        must = heard and (back or (self.case.facts[asked.fact].at_us <= last and not shared))
        half = self.case.terms.half(line.thing.split(":")[1])
        amount.add(asked.need.quantity, half, asked.fact, must=must)


def plain(unit: str) -> str:
    """A unit as it is compared: by our name or by its UN/ECE code; all ways to count pieces are one."""
    found = UNITS.get(unit, unit)
    return "pcs" if found in PIECES else found


def _documents(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """Every number of a fact's documents, and the one that they are known by here."""
    for fact in facts:
        numbers = [fact.words[name] for name in NAMES.get(fact.kind, ()) if fact.words.get(name)]
        yield from ((number, numbers[0]) for number in numbers)


def _codes(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        if fact.kind == "received" and fact.words.get("supplier_lot"):
            yield from ((portion.item, fact.words["supplier_lot"]) for portion in fact.outs)
