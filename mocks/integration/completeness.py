"""
Completeness: an order that was completed has consumed a lot of each component that its BOM names.

Every single posting may have gone well and the genealogy still have a hole; so this looks at what should have come.
A component that comes late closes the exception again.
"""

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.exceptions import Case, Exceptions
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.ports import JSON, Clock
from lotproof.mocks.integration.rules import Rules
from lotproof.mocks.integration.store import Row, Store

CODE = "missing-consumption"


class Completeness:
    def __init__(
        self, store: Store, identities: Identities, exceptions: Exceptions, clock: Clock, rules: Rules
    ) -> None:
        self.store, self.identities, self.exceptions = store, identities, exceptions
        self.clock, self.rules = clock, rules

    def learn(self, boms: list[JSON]) -> None:
        """ERP's bills of material, by the code of what they make; of several revisions, what all of them ask for."""
        with self.store.transaction():
            for code, components in components_of(boms, self.identities).items():
                self.store.know(f"bom:{code}", msgspec.json.encode(sorted(components)).decode())

    def note(self, event: Event) -> None:
        """A completion starts the clock; a consumption may be what was missing."""
        if event.system == "mes" and event.kind == "order_completed":
            due = self.clock.now().timestamp() + self.rules.completion_grace_s
            row = (event.details.get("order"), event.details.get("item"), event.plant, event.source, due, "open")
            self.store.run("INSERT OR IGNORE INTO completion VALUES (?, ?, ?, ?, ?, ?)", *row)
        elif event.system == "wms" and event.kind == "goods_returned" and not event.details.get("shipment"):
            self.came_back(event)
        elif event.kind == "consumed" and event.order:
            completed = self.store.row("SELECT * FROM completion WHERE order_id = ?", event.order)
            if completed is not None and not self.missing(completed):
                self._settle(completed)

    def came_back(self, event: Event) -> None:
        """Nobody knows which shipment these goods left with: a person has to find out, and it stays open till then."""
        number = event.details.get("return")
        case = Case(
            kind="business",
            severity="critical",
            code="unknown-origin",
            plant=event.plant,
            subject={"system": "wms", "kind": "return", "scope": event.plant, "id": number},
            source=event.source,
            text=f"return {number} came without papers: nobody knows its shipment",
        )
        self.exceptions.raise_case(case)

    def look(self) -> None:
        """Raise what is overdue; call it often."""
        now = self.clock.now().timestamp()
        for row in self.store.rows("SELECT * FROM completion WHERE state = 'open' AND due <= ?", now):
            with self.store.transaction():
                lacking = self.missing(row)
                if lacking:
                    self.exceptions.raise_case(self._case(row, lacking))
                    self.store.run("UPDATE completion SET state = 'raised' WHERE order_id = ?", row["order_id"])
                else:
                    self._settle(row)

    def missing(self, row: Row) -> list[str]:
        """The lot-managed components of which the order has consumed no lot."""
        used = self.store.rows(
            "SELECT DISTINCT thing.scope AS item FROM document JOIN edge ON edge.step = document.step"
            " JOIN thing ON thing.key = edge.thing WHERE document.kind = 'order' AND document.id = ?"
            " AND edge.side = 'in' AND edge.role IN ('input', 'component') AND edge.undone = ''",
            row["order_id"],
        )
        return sorted(self._expected(row["item"]) - {one["item"] for one in used})

    def _expected(self, item: str) -> set[str]:
        known = self.identities.find(item)
        listed = msgspec.json.decode(self.store.known(f"bom:{known.code if known else item}") or "[]")
        return {code for code in listed if (found := self.identities.find(code)) and found.lot_managed}

    def _settle(self, row: Row) -> None:
        self.store.run("UPDATE completion SET state = 'complete' WHERE order_id = ?", row["order_id"])
        self.exceptions.close("code = ? AND source = ?", CODE, row["source"])

    def _case(self, row: Row, lacking: list[str]) -> Case:
        return Case(
            kind="business",
            severity="critical",
            code=CODE,
            plant=row["plant"],
            subject={"system": "mes", "kind": "order", "scope": row["plant"], "id": row["order_id"]},
            source=row["source"],
            text=f"order {row['order_id']} was completed without a lot of {', '.join(lacking)}",
        )


def components_of(boms: list[JSON], identities: Identities) -> dict[str, set[str]]:
    """Item codes of what each bill of material asks for, over all its operations; in each of its revisions."""
    found: dict[str, set[str]] = {}
    for bom in boms:
        made = identities.find(str(bom.get("material") or bom.get("item") or ""))
        if made is None:
            continue
        lines = [str(line.get("material") or line.get("item") or "") for line in bom.get("components") or ()]
        items = [used for line in lines if (used := identities.find(line))]
        asked = {used.code for used in items if not identities.backflushed(used.code)}
        found[made.code] = found.get(made.code, asked) & asked
    return found
