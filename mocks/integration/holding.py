"""
What handling units held at a moment: what was packed into them, less what was taken out again.

A unit's number may be used again when it is empty, so a unit alone says nothing; a unit at a time does.
"""

from collections import defaultdict
from decimal import Decimal

from lotproof.mocks.integration.store import Row, Store

EDGES = (
    "SELECT held.* FROM edge AS unit JOIN edge AS held ON held.step = unit.step AND held.side != unit.side"
    " WHERE unit.thing = ? AND unit.side = ? AND unit.role = 'content' AND unit.undone = '' AND held.undone = ''"
    " AND held.role = ? AND held.event_time <= ? ORDER BY held.event_time, held.id"
)


def packed(store: Store, unit: str, until: str) -> list[Row]:
    """Edges of what went into a unit up to a moment, earliest first."""
    return store.rows(EDGES, unit, "out", "content", until)


def taken_out(store: Store, unit: str, until: str) -> list[Row]:
    """Edges of what came out of a unit again up to a moment, earliest first."""
    return store.rows(EDGES, unit, "in", "removed", until)


def held(store: Store, unit: str, until: str, *, but: str = "") -> dict[str, Decimal]:
    """How much of each thing a unit held at a moment; `but` is a source event that is left aside."""
    net: dict[str, Decimal] = defaultdict(Decimal)
    for sign, edges in ((1, packed(store, unit, until)), (-1, taken_out(store, unit, until))):
        for edge in edges:
            net[edge["thing"]] += sign * Decimal(edge["quantity"] or 1) if edge["source"] != but else 0
    return {thing: quantity for thing, quantity in net.items() if quantity > 0}


def around(store: Store, unit: str, until: str, *, but: str = "") -> list[str]:
    """The handling units that a unit stood in at a moment."""
    sql = (
        "SELECT DISTINCT holder.thing FROM edge AS box JOIN edge AS holder ON holder.step = box.step"
        " WHERE box.thing = ? AND box.side = 'in' AND box.role = 'content' AND box.undone = ''"
        " AND holder.side = 'out' AND holder.role = 'content' AND holder.thing LIKE 'unit:%' AND holder.thing != ?"
    )
    holders = (row["thing"] for row in store.rows(sql, unit, unit))
    return [one for one in holders if unit in held(store, one, until, but=but)]
