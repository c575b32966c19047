"""
The genealogy: items and steps, joined by edges. What is written here is never rewritten.

    item --in--> step --out--> item        one edge for each portion of each fact, with its source and both its times

A correction leaves the edge and marks it undone. A handling unit holds, it is not made of: packing makes edges of
`content`, which inherit nothing.
"""

from collections.abc import Iterable, Iterator

from lotproof.mocks.integration.canonical import Event, Portion, iso, moment
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.ports import Clock
from lotproof.mocks.integration.store import Store

MAKES = ("output", "co_product", "by_product", "scrap")
MADE_OF = ("input", "component")

Document = tuple[str, str, str, str]
"""System, kind, scope, id."""

Alias = tuple[str, str, str, str]
"""How a system names a thing: system, kind, scope, id."""


def unit_key(plant: str, sscc: str) -> str:
    return f"unit:{plant}:{sscc}"


class Genealogy:
    """The edges in the database, and the relation `made of` between lots."""

    def __init__(self, store: Store, identities: Identities, clock: Clock) -> None:
        self._store, self._identities, self._clock = store, identities, clock

    # what is written

    def step(
        self, event: Event, key: str, kind: str, *, documents: Iterable[Document] = (), location: str = ""
    ) -> None:
        """A fact belongs to a step; the step's window grows with it, and where it was is what the last one says."""
        at = moment(event.occurred_at)
        row = (key, kind, event.plant, at, at, event.equipment, event.operator, location)
        self._store.run("INSERT OR IGNORE INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)
        grown = "UPDATE step SET start = min(start, ?), end = max(end, ?), location = coalesce(nullif(?, ''), location)"
        self._store.run(f"{grown} WHERE key = ?", at, at, location, key)
        order = [("erp", "order", event.plant, event.order)] if event.order else []
        operation = [("mes", "operation", event.order, event.operation)] if event.operation else []
        for document in (*order, *operation, *documents):
            self._store.run("INSERT OR IGNORE INTO document VALUES (?, ?, ?, ?, ?)", key, *document)

    def edge(self, event: Event, step: str, side: str, portion: Portion, role: str = "") -> str:
        """So much of a thing went into the step, or came out of it; the thing's key."""
        thing = self.thing(event.plant, portion)
        now = iso(self._clock.now())
        what = (thing, step, side, role or portion.role, portion.quantity, portion.unit)
        whence = (moment(event.occurred_at), now, event.source, event.plant)
        self._store.insert(
            "INSERT INTO edge (thing, step, side, role, quantity, unit, event_time, recorded_time, source, plant)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *what,
            *whence,
        )
        return thing

    def thing(self, plant: str, portion: Portion) -> str:
        """The key of a lot or a handling unit; its names in all systems are kept, so that any of them finds it."""
        if portion.sscc:
            key = unit_key(plant, portion.sscc)
            self._keep(key, "unit", plant, portion.sscc, [("wms", "unit", plant, portion.sscc)])
            return key
        key, kind = self.key(portion.item, portion.lot), self._identities.kind(portion.item)
        known = self._identities.find(portion.item)
        spelled = {"erp": known.material or portion.item if known else portion.item}
        names = [(s, kind, spelled.get(s, portion.item), portion.lot) for s in ("erp", "mes", "qms", "wms")]
        self._keep(key, kind, portion.item, portion.lot, names)
        return key

    def key(self, item: str, number: str) -> str:
        """The key of a lot or, where the item is managed so, of a serial."""
        return f"{self._identities.kind(item)}:{item}:{number}"

    def alias(self, thing: str, name: Alias) -> None:
        """Somebody else's name for it, as a supplier's lot number."""
        self._store.run("INSERT OR IGNORE INTO alias VALUES (?, ?, ?, ?, ?)", thing, *name)

    def inspect(self, event: Event, portion: Portion, decision: str) -> None:
        """A usage decision about a lot; earlier ones stay."""
        thing = self.thing(event.plant, portion)
        row = (thing, event.system, portion.item, portion.lot, decision, moment(event.occurred_at))
        self._store.run("INSERT OR IGNORE INTO inspection VALUES (?, ?, ?, ?, ?, ?)", *row)

    def call_order(self, name: str, order: str) -> None:
        """Another system's number of an order."""
        self._store.know(f"order:{name}", order)

    def undo(self, source: str, by: str) -> None:
        """What a fact said did not happen; it stays in the history."""
        self._store.run("UPDATE edge SET undone = ? WHERE source = ?", by, source)

    def undo_step(self, step: str, by: str) -> None:
        """What was thought of a step is known better now."""
        self._store.run("UPDATE edge SET undone = ? WHERE step = ? AND undone = ''", by, step)

    def end_step(self, step: str, by: str) -> None:
        """What a step was about is over; whoever tells of its beginning later comes too late."""
        self.undo_step(step, by)
        self._store.know(f"over:{step}", by)

    def is_over(self, step: str) -> bool:
        return bool(self._store.known(f"over:{step}"))

    def packed_elsewhere(self, unit: str, step: str) -> bool:
        """Whether another step has told what the unit holds."""
        sql = "SELECT 1 FROM edge WHERE thing = ? AND side = 'out' AND step != ? AND undone = ''"
        return self._store.value(sql, unit, step) is not None

    def _keep(self, key: str, kind: str, scope: str, number: str, names: Iterable[Alias]) -> None:
        if self._store.run("INSERT OR IGNORE INTO thing VALUES (?, ?, ?, ?)", key, kind, scope, number):
            for name in names:
                self.alias(key, name)

    # what lots are made of

    def made_from(self, thing: str) -> set[str]:
        """Everything that was made of it, in whichever plant, also by way of other lots."""
        seen: set[str] = set()
        ahead = [thing]
        while ahead:
            for found in self._made_from(ahead.pop()):
                if found not in seen:
                    seen.add(found)
                    ahead.append(found)
        return seen

    def results(self, step: str) -> set[str]:
        """What came out of a step."""
        rows = self._store.rows("SELECT DISTINCT thing FROM edge WHERE step = ? AND side = 'out' AND undone = ''", step)
        return {row["thing"] for row in rows}

    def _made_from(self, thing: str) -> Iterator[str]:
        """What came out of the steps that it went into, no earlier than it did."""
        rows = self._store.rows(
            "SELECT DISTINCT made.thing AS made FROM edge AS used JOIN edge AS made"
            " ON made.step = used.step AND made.event_time >= used.event_time"
            f" WHERE used.side = 'in' AND used.role IN {MADE_OF} AND made.side = 'out' AND made.role IN {MAKES}"
            " AND used.undone = '' AND made.undone = '' AND used.thing = ?",
            thing,
        )
        yield from (row["made"] for row in rows)
