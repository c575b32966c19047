"""
The regulator's sheet (FSMA 204): one row per event and lot, made of the genealogy when it is asked for.

A received lot keeps its supplier's number as its traceability lot code; what is made here has our own. A transformation
is told in one row per input, so that whoever filters by any code finds the whole event.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from lotproof.mocks.integration.genealogy import MADE_OF
from lotproof.mocks.integration.holding import held
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row, Store

COLUMNS = (
    *("cte", "event_id", "event_date", "tlc", "tlc_source", "tlc_source_ref", "product_description"),
    *("quantity", "uom", "location", "counterparty_location"),
    *("input_tlc", "input_product_description", "input_quantity", "input_uom", "ref_doc_type", "ref_doc_number"),
)
GOODS = ("output", "co_product", "by_product")

Amounts = dict[tuple[str, str], Decimal]
"""By thing and unit of measure."""


class Sheet:
    columns: tuple[str, ...] = COLUMNS

    def __init__(self, store: Store, identities: Identities) -> None:
        self.store, self.identities = store, identities

    def csv(self, since: str) -> bytes:
        """All events that ended no earlier than `since`, as CSV (RFC 4180)."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, self.columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(self.rows(since))
        return text.getvalue().encode()

    def rows(self, since: str) -> Iterator[JSON]:
        for step in self.store.rows("SELECT * FROM step WHERE end >= ? ORDER BY end, key", since):
            if step["type"] == "receipt":
                yield from self.received(step)
            elif step["type"] == "shipment":
                yield from self.shipped(step)
            elif step["type"] == "operation":
                yield from self.transformed(step)

    # one kind of event each

    def received(self, step: Row) -> Iterator[JSON]:
        said = self.documents(step)
        order = said.get("purchase_order", "")
        document = ("purchase order", order) if order else ("receipt", said.get("receipt", ""))
        for (thing, unit), quantity in self.amounts(step, "out", ("output",)).items():
            row = self.event("receiving", step, thing, quantity, unit)
            yield {**row, **named(*document), "counterparty_location": said.get("supplier", "")}

    def shipped(self, step: Row) -> Iterator[JSON]:
        said = self.documents(step)
        loaded: Amounts = defaultdict(Decimal)
        for edge in self.edges(step, "in", ("content",)):
            for thing, quantity in self.inside(edge["thing"], step["end"]):
                loaded[thing, self.unit(thing)] += quantity
        for (thing, unit), quantity in loaded.items():
            row = self.event("shipping", step, thing, quantity, unit)
            document = named("shipment", said.get("shipment", ""))
            yield {**row, **document, "counterparty_location": said.get("customer", "")}

    def transformed(self, step: Row) -> Iterator[JSON]:
        used = self.amounts(step, "in", MADE_OF)
        order = self.documents(step).get("order", "")
        for (thing, unit), quantity in self.amounts(step, "out", GOODS).items():
            made = {**self.event("transformation", step, thing, quantity, unit), **named("production order", order)}
            for (other, other_unit), amount in used.items():
                yield {
                    **made,
                    "input_tlc": self.code(other, step["plant"])[0],
                    "input_product_description": self.product(other),
                    "input_quantity": f"{amount:f}",
                    "input_uom": other_unit,
                }
            if not used:
                yield made

    def event(self, cte: str, step: Row, thing: str, quantity: Decimal, unit: str) -> JSON:
        """What all rows have."""
        code, source = self.code(thing, step["plant"])
        return {
            "cte": cte,
            "event_id": step["key"],
            "event_date": step["end"],
            "tlc": code,
            "tlc_source": source,
            "product_description": self.product(thing),
            "quantity": f"{quantity:f}",
            "uom": unit,
            "location": step["plant"],
        }

    # what it is made of

    def documents(self, step: Row) -> dict[str, str]:
        rows = self.store.rows("SELECT kind, id FROM document WHERE step = ?", step["key"])
        return {row["kind"]: row["id"] for row in rows}

    def edges(self, step: Row, side: str, roles: Iterable[str]) -> list[Row]:
        chosen = tuple(roles)
        marks = ", ".join("?" * len(chosen))
        sql = f"SELECT * FROM edge WHERE step = ? AND side = ? AND undone = '' AND role IN ({marks}) ORDER BY id"
        return self.store.rows(sql, step["key"], side, *chosen)

    def amounts(self, step: Row, side: str, roles: Iterable[str]) -> Amounts:
        found: Amounts = defaultdict(Decimal)
        for edge in self.edges(step, side, roles):
            found[edge["thing"], edge["unit"]] += Decimal(edge["quantity"] or 1)
        return {key: quantity for key, quantity in found.items() if quantity > 0}

    def inside(self, thing: str, at: str) -> Iterator[tuple[str, Decimal]]:
        """The lots in a handling unit at a moment."""
        for one, quantity in held(self.store, thing, at).items():
            if not one.startswith("unit:"):
                yield one, quantity

    def unit(self, thing: str) -> str:
        """In what a thing is counted."""
        return str(self.store.value("SELECT unit FROM edge WHERE thing = ? AND unit != '' LIMIT 1", thing) or "")

    def code(self, thing: str, plant: str) -> tuple[str, str]:
        """The traceability lot code and who gave it."""
        sql = (
            "SELECT alias.id, document.id AS supplier FROM alias JOIN edge ON edge.thing = alias.thing"
            " JOIN document ON document.step = edge.step AND document.kind = 'supplier'"
            " WHERE alias.thing = ? AND alias.system = 'supplier' AND edge.side = 'out' ORDER BY edge.id"
        )
        row = self.store.row(sql, thing)
        return (row["id"], row["supplier"]) if row else (thing.split(":", 2)[2], plant)

    def product(self, thing: str) -> str:
        item = self.identities.find(thing.split(":", 2)[1])
        return (item.name or item.code) if item else thing.split(":", 2)[1]


def named(kind: str, number: str) -> JSON:
    return {"ref_doc_type": kind if number else "", "ref_doc_number": number}
