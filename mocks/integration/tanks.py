"""
What lies in a tank: one number for all that was ever filled in, and nothing that stays when the tank is empty.

    unknown, perfect   a draw may hold whatever came in since the tank was last empty
    fifo               what came first leaves first: a draw holds what its stretch of the tank's ruler was filled with

So a trace walks one stay of the content, from one empty to the next, as if it were a lot of its own; of a fifo tank one
stretch of that.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Row, Store

ALWAYS, NEVER = "", "9999"

STAY = "\x1f"
"""Stands between a tank's content, the moment since which it has lain there, and the ends of a stretch of it."""

Stretch = tuple[Decimal, Decimal]


class Mixing(NamedTuple):
    """How a tank mixes, and by how much what leaves it may be out of its order."""

    kind: str
    band: Decimal = Decimal(0)


def tanks_of(world: JSON) -> dict[str, Mixing]:
    """The locations of all plants that say how they mix, by `PLANT/LOCATION`."""
    plants = world.get("plants") or ()
    places = ((one.get("name"), name, said) for one in plants for name, said in (one.get("locations") or {}).items())
    return {
        f"{plant}/{name}": Mixing(said["mixing"], Decimal(said.get("band") or 0))
        for plant, name, said in places
        if said.get("mixing")
    }


class Tanks:
    def __init__(self, store: Store, places: Mapping[str, Mixing] | None = None) -> None:
        self._store, self.places = store, places or {}

    def stay(self, edge: Row) -> str:
        """What an edge is about: a thing, or what lay in a tank then, since it was last empty."""
        thing = str(edge["thing"])
        empties = self.empties(thing)
        if empties is None:
            return thing
        since = max((at for at in empties if at < edge["event_time"]), default=ALWAYS)
        stay = f"{thing}{STAY}{since}"
        if self._mixing(thing).kind != "fifo":
            return stay
        start, end = self._ruler(stay).get(edge["id"], (Decimal(0), Decimal(0)))
        return f"{stay}{STAY}{start}{STAY}{end}"

    def within(self, stay: str, edges: list[Row]) -> list[Row]:
        """Those of a content's edges that belong to this stay, or stretch; all, where it lies in no tank."""
        thing, *bounds = stay.split(STAY)
        if not bounds:
            return edges
        since, *stretch = bounds
        until = min((at for at in self.empties(thing) or () if at > since), default=NEVER)
        found = [edge for edge in edges if since < edge["event_time"] <= until]
        if not stretch:
            return found
        band, ruler = self._mixing(thing).band, self._ruler(f"{thing}{STAY}{since}")
        start, end = Decimal(stretch[0]) - band, Decimal(stretch[1]) + band
        return [edge for edge in found if edge["id"] in ruler and overlap(ruler[edge["id"]], (start, end))]

    def empties(self, thing: str) -> list[str] | None:
        """The moments at which a tank's content was all drawn; None of what lies in no tank."""
        rows = self._told(thing)
        return list(emptied(rows)) if rows and self._place(rows) else None

    def _told(self, thing: str) -> list[Row]:
        """All that came into a content and left it, in the order of time; nothing where there are no tanks."""
        if not self.places:
            return []
        return self._store.rows(
            "SELECT edge.id, edge.side, edge.quantity, edge.event_time, step.plant || '/' || step.location AS place"
            " FROM edge JOIN step ON step.key = edge.step WHERE edge.thing = ? AND edge.undone = ''"
            f" AND edge.role IN {MAKES + MADE_OF} ORDER BY edge.event_time, edge.id",
            thing,
        )

    def _place(self, rows: Iterable[Row]) -> str:
        """The tank that a content was filled into, '' where it was none."""
        places = (row["place"] for row in rows if row["side"] == "out" and row["place"] in self.places)
        return next(places, "")

    def _mixing(self, thing: str) -> Mixing:
        return self.places.get(self._place(self._told(thing)), Mixing("unknown"))

    def _ruler(self, stay: str) -> dict[int, Stretch]:
        """Where each edge of a stay lies, when its fills are laid end to end, and its draws too."""
        thing = stay.partition(STAY)[0]
        ends = {"in": Decimal(0), "out": Decimal(0)}
        found: dict[int, Stretch] = {}
        for row in self.within(stay, self._told(thing)):
            start = ends[row["side"]]
            ends[row["side"]] = start + Decimal(row["quantity"] or 0)
            found[row["id"]] = (start, ends[row["side"]])
        return found


def emptied(rows: Iterable[Row]) -> Iterator[str]:
    """The moments after which nothing is left of what came in, of rows in the order of time."""
    left = Decimal(0)
    for row in rows:
        left += Decimal(row["quantity"] or 0) * (1 if row["side"] == "out" else -1)
        if left <= 0:
            yield row["event_time"]


def overlap(one: Stretch, other: Stretch) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])
