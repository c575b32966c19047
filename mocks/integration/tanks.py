"""
What lies in a tank: one number for all that was ever filled in, and nothing that stays when the tank is empty.

Any part of the content can leave with any draw. So a draw may hold whatever came in since the tank was last empty, and
a trace walks one stay of the content, from one empty to the next, as if it were a lot of its own.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row, Store

ALWAYS, NEVER = "", "9999"

STAY = "\x1f"
"""Stands between a tank's content and the moment since which it has lain there."""


def tanks_of(world: JSON) -> frozenset[str]:
    """The locations of all plants that say how they mix, as `PLANT/LOCATION`."""
    plants = world.get("plants") or ()
    places = ((one.get("name"), name, said) for one in plants for name, said in (one.get("locations") or {}).items())
    return frozenset(f"{plant}/{name}" for plant, name, said in places if said.get("mixing"))


class Tanks:
    def __init__(self, store: Store, places: frozenset[str] = frozenset()) -> None:
        self._store, self._places = store, places

    def stay(self, edge: Row) -> str:
        """What an edge is about: a thing, or what lay in a tank then, since it was last empty."""
        empties = self.empties(edge["thing"])
        if empties is None:
            return str(edge["thing"])
        return f"{edge['thing']}{STAY}{max((at for at in empties if at < edge['event_time']), default=ALWAYS)}"

    def within(self, stay: str, edges: list[Row]) -> list[Row]:
        """Those of a content's edges that belong to this stay; all, where it lies in no tank."""
        thing, in_tank, since = stay.partition(STAY)
        if not in_tank:
            return edges
        until = min((at for at in self.empties(thing) or () if at > since), default=NEVER)
        return [edge for edge in edges if since < edge["event_time"] <= until]

    def empties(self, thing: str) -> list[str] | None:
        """The moments at which a tank's content was all drawn; None of what lies in no tank."""
        if not self._places:
            return None
        rows = self._store.rows(
            "SELECT edge.side, edge.quantity, edge.event_time, step.plant || '/' || step.location AS place"
            " FROM edge JOIN step ON step.key = edge.step WHERE edge.thing = ? AND edge.undone = ''"
            f" AND edge.role IN {MAKES + MADE_OF} ORDER BY edge.event_time, edge.id",
            thing,
        )
        in_tank = any(row["side"] == "out" and row["place"] in self._places for row in rows)
        return list(emptied(rows)) if in_tank else None


def emptied(rows: Iterable[Row]) -> Iterator[str]:
    """The moments after which nothing is left of what came in, of rows in the order of time."""
    left = Decimal(0)
    for row in rows:
        left += Decimal(row["quantity"] or 0) * (1 if row["side"] == "out" else -1)
        if left <= 0:
            yield row["event_time"]
