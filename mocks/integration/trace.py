"""
Trace answers: what a lot was made of, and what it reached, as a graph of items and steps.

Backward, a lot leads to the steps that it came out of, and from there to what went in no later. Forward, it leads to
the steps that it went into, and to what came out no earlier. So each item bears a bound: the time up to which (or from
which) its past (or future) counts; an item that is met again with a wider bound is walked again. Handling units hold:
they lead to what they held at the time, and no lot inherits through them; a lot leads to where its units went while it
was in them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.holding import held, taken_out
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.rules import Telemetry
from lotproof.mocks.integration.samples import GOOD, Watched, over
from lotproof.mocks.integration.store import Row, Store
from lotproof.mocks.integration.tanks import STAY, Mixing, Tanks

ALWAYS, NEVER = "", "9999"
"""Bounds that every time lies after, and before."""

ORIGINS = ("receipt",)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """As the contract asks: any system's own name for a thing, a direction, and what was true when."""

    kind: str
    id: str
    direction: str = "backward"
    system: str = ""
    scope: str = ""
    as_of: str = NEVER


class Walk:
    """One walk: bounds of the things that were met, and the edges that were gone along."""

    def __init__(self, as_of: str) -> None:
        self.as_of = as_of
        self.bounds: dict[str, str] = {}
        self.edges: dict[int, Row] = {}
        self.ahead: list[str] = []

    def meet(self, thing: str, bound: str, wider: Callable[[str, str], bool]) -> None:
        before = self.bounds.get(thing)
        if before is None or wider(bound, before):
            self.bounds[thing] = bound
            self.ahead.append(thing)

    def go(self, edges: Iterable[Row]) -> list[Row]:
        taken = list(edges)
        self.edges.update({edge["id"]: edge for edge in taken})
        return taken


class Tracer:
    tanks: type[Tanks] = Tanks

    def __init__(self, store: Store, tanks: Mapping[str, Mixing] | None = None) -> None:
        self.store, self.in_tanks = store, self.tanks(store, tanks)
        self.unread: Callable[[], list[str]] = list
        self.watched = Watched(Telemetry())

    def answer(self, question: Question) -> JSON | None:
        """The graph; None if nobody has ever told of what is asked for."""
        starts, steps = self.starts(question)
        if not starts and not steps:
            return None
        backward = question.direction == "backward"
        walk = Walk(question.as_of)
        for edge in walk.go(self._of_steps(steps, walk)):
            if backward or edge["role"] not in MADE_OF:
                walk.meet(self.in_tanks.stay(edge), edge["event_time"], later if backward else earlier)
        if backward and question.kind == "complaint":
            self.left(walk, question.id, starts)
        for thing in starts:
            walk.meet(thing, NEVER if backward else ALWAYS, later if backward else earlier)
        while walk.ahead:
            (self.backward if backward else self.forward)(walk, walk.ahead.pop())
        return self.drawn(walk, starts)

    # where it starts

    def starts(self, question: Question) -> tuple[list[str], list[str]]:
        """The things and the steps that the question is about."""
        if question.kind in ("lot", "serial", "unit", "complaint"):
            return self._named(question), []
        other = "order" if question.kind in ("customer_order", "service_order") else question.kind
        number = (self.store.known(f"order:{question.id}") if question.kind == "order" else "") or question.id
        sql = "SELECT DISTINCT step FROM document WHERE kind IN (?, ?) AND id = ?"
        rows = self.store.rows(sql, question.kind, other, number)
        return [], [row["step"] for row in rows]

    def _named(self, question: Question) -> list[str]:
        """Things that anybody calls so; the scope (item, material, supplier or plant) tells equal numbers apart."""
        rows = self.store.rows(
            "SELECT DISTINCT thing FROM alias WHERE id = ? AND kind = ?"
            " AND (? = '' OR scope = ? OR ltrim(scope, '0') = ltrim(?, '0'))",
            question.id,
            question.kind,
            *(question.scope,) * 3,
        )
        return [row["thing"] for row in rows]

    # one thing

    def backward(self, walk: Walk, thing: str) -> None:
        """The steps that it came out of, and what went into them no later."""
        bound = walk.bounds[thing]
        for made in self._edges(walk, thing, "out"):
            if made["role"] in MAKES and (made["event_time"] <= bound or self._is_origin(made["step"])):
                walk.go([made, *self.removed(walk, made)])
                for used in walk.go(self.inputs(walk, made)):
                    walk.meet(self.in_tanks.stay(used), used["event_time"], later)
        if thing.startswith("unit:"):
            self.inside(walk, thing, min(bound, walk.as_of))

    def inside(self, walk: Walk, unit: str, until: str) -> None:
        """What a unit held at a moment: the packings of what was in it, and what of that had come out again."""
        out = taken_out(self.store, unit, until)
        gone = {edge["thing"] for edge in out} - set(held(self.store, unit, until))
        for made in (edge for edge in self._edges(walk, unit, "out") if edge["role"] == "content"):
            kept = [edge for edge in self.contents(walk, made) if edge["thing"] not in gone]
            for edge in walk.go([made, *kept])[1:] if kept and made["event_time"] <= until else ():
                walk.meet(edge["thing"], edge["event_time"], later)
        parts = walk.go(edge for edge in out if edge["thing"] not in gone)
        walk.go(edge for edge in self._edges(walk, unit, "in") if edge["step"] in {part["step"] for part in parts})

    def forward(self, walk: Walk, thing: str) -> None:
        """The steps that it went into, and what came out of them no earlier; where it was; who got it."""
        bound = walk.bounds[thing]
        for used in self._edges(walk, thing, "in"):
            if used["event_time"] < bound:
                continue
            walk.go([used])
            for made in walk.go(self.outputs(walk, used)):
                if made["thing"].startswith("unit:"):
                    walk.go(self.carried(walk, used["thing"], made))
                else:
                    walk.meet(self.in_tanks.stay(made), made["event_time"], earlier)
        for edge in self._edges(walk, thing, "out"):
            was_there = edge["role"] == "content" and edge["event_time"] >= bound
            if was_there or (bound == ALWAYS and self._is_origin(edge["step"])):
                walk.go([edge])

    def carried(self, walk: Walk, thing: str, packed: Row) -> Iterator[Row]:
        """Where a unit went while a thing was in it, to the step in which that came out again."""
        unit = packed["thing"]
        for edge in sorted(self._edges(walk, unit, "in"), key=lambda one: one["event_time"]):
            if edge["event_time"] < packed["event_time"]:
                continue
            ends = self._edges_of_step(walk, edge["step"], "out")
            out = [one for one in ends if one["thing"] == thing]
            stays = thing in held(self.store, unit, edge["event_time"])
            yield from (edge, *out) if stays or out else ()
            if not stays:
                return
            for outer in (one for one in ends if one["role"] == "content" and one["thing"] != unit):
                yield from (outer, *self.carried(walk, unit, outer))

    def inputs(self, walk: Walk, made: Row) -> Iterator[Row]:
        """What went into the step of an output, no later than it came out."""
        for edge in self._edges_of_step(walk, made["step"], "in"):
            if edge["role"] in MADE_OF and edge["event_time"] <= made["event_time"]:
                yield edge

    def removed(self, walk: Walk, made: Row) -> Iterator[Row]:
        """What came out of the step of an output as it had gone in: components that were replaced."""
        return (edge for edge in self._edges_of_step(walk, made["step"], "out") if edge["role"] == "removed")

    def contents(self, walk: Walk, unit: Row) -> Iterator[Row]:
        """What the unit was packed with."""
        return iter(self._edges_of_step(walk, unit["step"], "in"))

    def outputs(self, walk: Walk, used: Row) -> Iterator[Row]:
        """What came out of the step of an input no earlier than it went in; what is packed leads to its unit."""
        for edge in self._edges_of_step(walk, used["step"], "out"):
            made = used["role"] in MADE_OF and edge["role"] in MAKES
            into = edge["thing"].startswith("unit:") and edge["thing"] != used["thing"]
            held = into and edge["role"] == used["role"] == "content"
            if edge["event_time"] >= used["event_time"] and (made or held):
                yield edge

    def left(self, walk: Walk, complaint: str, things: list[str]) -> None:
        """How what is complained of left: the units of the shipment that held it, and the shipment."""
        rows = self.store.rows(
            "SELECT shipment.step FROM document AS complaint"
            " JOIN document AS named ON named.step = complaint.step AND named.kind = 'shipment'"
            " JOIN document AS shipment ON shipment.kind = 'shipment' AND shipment.id = named.id"
            " WHERE complaint.kind = 'complaint' AND complaint.id = ? AND shipment.step LIKE 'shipment:%'",
            complaint,
        )
        shipments = {row["step"] for row in rows}
        for used in (edge for thing in things for edge in self._edges(walk, thing, "in") if edge["role"] == "content"):
            for unit in (edge for edge in self._edges_of_step(walk, used["step"], "out") if edge["role"] == "content"):
                gone = [edge for edge in self.carried(walk, used["thing"], unit) if edge["step"] in shipments]
                walk.go((used, unit, *gone) if gone else ())

    # edges as they were at the time

    def _of_steps(self, steps: list[str], walk: Walk) -> Iterator[Row]:
        """For an order what came out of it; for a shipment or a return what it was about."""
        for step in steps:
            made = self._edges_of_step(walk, step, "out")
            yield from made or self._edges_of_step(walk, step, "in")

    def _edges(self, walk: Walk, thing: str, side: str) -> list[Row]:
        sql = "SELECT * FROM edge WHERE thing = ? AND side = ? AND undone = '' AND event_time <= ? ORDER BY id"
        return self.in_tanks.within(thing, self.store.rows(sql, thing.partition(STAY)[0], side, walk.as_of))

    def _edges_of_step(self, walk: Walk, step: str, side: str) -> list[Row]:
        sql = "SELECT * FROM edge WHERE step = ? AND side = ? AND undone = '' AND event_time <= ? ORDER BY id"
        return self.store.rows(sql, step, side, walk.as_of)

    def _is_origin(self, step: str) -> bool:
        return self.store.value("SELECT type FROM step WHERE key = ?", step) in ORIGINS

    # how it is told

    def drawn(self, walk: Walk, starts: list[str]) -> JSON:
        things = sorted({edge["thing"] for edge in walk.edges.values()} | set(starts))
        steps = sorted({edge["step"] for edge in walk.edges.values()})
        unknown = [*self.without_origin(walk, things), *self.unresolved(steps), *self.unread()]
        return {
            "items": [self.item(thing) for thing in things],
            "steps": [self.step(step) for step in steps],
            "edges": [self.edge(walk.edges[number]) for number in sorted(walk.edges)],
            "complete": not unknown,
            "unknown": unknown,
        }

    def item(self, thing: str) -> JSON:
        kind = str(self.store.value("SELECT kind FROM thing WHERE key = ?", thing) or "lot")
        rows = self.store.rows("SELECT * FROM alias WHERE thing = ? ORDER BY system, id", thing)
        names = [{name: row[name] for name in ("system", "kind", "scope", "id")} for row in rows]
        return {"key": thing, "kind": kind, "ids": names}

    def step(self, key: str) -> JSON:
        row = self.store.row("SELECT * FROM step WHERE key = ?", key)
        documents = self.store.rows("SELECT * FROM document WHERE step = ? ORDER BY kind, id", key)
        plain = ("type", "start", "end", "equipment", "operator", "location")
        named = [{name: one[name] for name in ("system", "kind", "scope", "id")} for one in documents]
        said = {name: row[name] or None for name in plain} if row else {}
        conditions = self.conditions(row) if row else []
        return {"key": key, **said, "documents": named, "conditions": conditions, "inspections": self.inspections(key)}

    def inspections(self, step: str) -> list[JSON]:
        """What quality decided about what came out of a step, in the order of time."""
        sql = "SELECT system, item, lot, decision FROM inspection WHERE thing IN"
        made = f"(SELECT thing FROM edge WHERE step = ? AND side = 'out' AND role IN {MAKES} AND undone = '')"
        return [dict(row) for row in self.store.rows(f"{sql} {made} ORDER BY at", step)]

    def conditions(self, step: Row) -> list[JSON]:
        """What was measured at the step's machine, and around it, from its start to its end."""
        where = "plant = ? AND machine = ? AND at BETWEEN ? AND ?"
        window = (step["plant"], step["equipment"], step["start"], step["end"])
        found = self.store.rows(f"SELECT name, value, at, quality FROM sample WHERE {where} ORDER BY at", *window)
        return [
            self.watched.told(condition, step, [row for row in found if row["name"] == condition["name"]])
            for condition in over(self.trusted(found))
        ]

    def trusted(self, samples: list[Row]) -> list[Row]:
        """Those that count: what is bad or uncertain is no condition."""
        return [row for row in samples if row["quality"] == GOOD]

    def edge(self, row: Row) -> JSON:
        plain = ("step", "side", "role", "quantity", "unit", "event_time", "recorded_time", "source")
        return {"item": row["thing"], **{name: row[name] or None for name in plain}}

    def without_origin(self, walk: Walk, things: list[str]) -> list[str]:
        """Lots that went in and of which nobody has told where they came from."""
        sql = f"SELECT 1 FROM edge WHERE thing = ? AND side = 'out' AND role IN {MAKES} AND undone = ''"
        return [thing for thing in things if not thing.startswith("unit:") and self.store.value(sql, thing) is None]

    def unresolved(self, steps: list[str]) -> list[str]:
        """Facts of these steps' orders that wait in the exception queue."""
        marks = ", ".join("?" * len(steps))
        rows = self.store.rows(
            "SELECT DISTINCT inbox.source FROM inbox JOIN document ON document.id = inbox.order_id"
            f" WHERE inbox.state = 'waiting' AND document.kind = 'order' AND document.step IN ({marks})",
            *steps,
        )
        return [row["source"] for row in rows]


def later(bound: str, before: str) -> bool:
    return bound > before


def earlier(bound: str, before: str) -> bool:
    return bound < before
