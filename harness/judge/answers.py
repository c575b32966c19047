"""
Trace answers in the truth's own names: whatever keys an integration chose, its items are read by their identifiers.

Where no trace is offered the same shape is made of the postings: what was consumed and produced per order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from lotproof.harness.judge.evidence import At
from lotproof.harness.judge.holding import Holding, moment_of
from lotproof.harness.judge.lineage import Summed
from lotproof.harness.judge.places import number
from lotproof.harness.judge.stays import ALWAYS, NEVER, is_unit
from lotproof.harness.model import items
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.genealogy import MADE_OF, MAKES, Edge, Graph, OwnId, Step, TracedItem

if TYPE_CHECKING:
    from lotproof.harness.judge.account import Sheet
    from lotproof.harness.judge.case import Case


class Spot(NamedTuple):
    """Where a walk stands: at an item; at a unit, at which moment, and for the sake of which lot."""

    item: str
    at: float = NEVER
    lot: str = ""


OF_A_THING = ("lot", "serial", "unit", "complaint")
"""Questions that begin at one thing; a complaint is of one. All others begin at the steps that bear a document."""


class TraceAnswer:
    """
    One answer, indexed. `start` is what was asked about: an item key, or a shipment's number.

    `named` are all items that it names, but for those of which nothing is net left; `posted` is set where it was made
    of postings.
    """

    def __init__(self, case: "Case", question: dict[str, str], graph: Graph, at: At, *, posted: bool = False) -> None:
        self.question, self.graph, self.at, self.posted = question, graph, at, posted
        self.direction = question.get("direction", "backward")
        self.kind = question.get("kind", "lot")
        self.key: dict[str, str] = {item.key: key_of(case, item) for item in graph.items}
        self.start = _start(case, question)
        self.steps = {step.key: step for step in graph.steps}
        self._into: dict[str, list[Edge]] = defaultdict(list)
        self._out_of: dict[str, list[Edge]] = defaultdict(list)
        self._of_item: dict[str, list[Edge]] = defaultdict(list)
        self._gone = _balanced(graph.edges)
        for edge in graph.edges:
            if (edge.item, edge.step, edge.side) in self._gone:
                continue
            (self._into if edge.side == "in" else self._out_of)[edge.step].append(edge)
            self._of_item[self.key.get(edge.item, edge.item)].append(edge)
        self.holding = Holding(self.item, self._into, self._out_of)

    def asked_about(self, lot: str) -> "TraceAnswer":
        """The same graph, indexed once, as the answer to a question backward from a lot."""
        other = copy(self)
        other.question, other.start = _question(lot), lot
        return other

    @property
    def name(self) -> str:
        """What was asked about, in the plant's words."""
        return f"{self.kind} {self.question.get('id', '')}"

    @property
    def named(self) -> set[str]:
        gone = {item for item, _, _ in self._gone}
        alive = {edge.item for edge in self.edges}
        return {key for item, key in self.key.items() if key and item not in gone - alive}

    @property
    def edges(self) -> list[Edge]:
        """All edges but those of which nothing is net left."""
        return [edge for edge in self.graph.edges if (edge.item, edge.step, edge.side) not in self._gone]

    def item(self, edge: Edge) -> str:
        return self.key.get(edge.item, edge.item)

    def order(self, edge: Edge) -> str:
        """The order that an edge's step belongs to."""
        step = self.steps.get(edge.step)
        return next((own.id for own in step.documents if own.kind == "order"), "") if step else ""

    def documents(self, steps: set[str], kind: str) -> set[str]:
        """Identifiers of this kind that the documents of these steps bear."""
        chosen = (self.steps[step] for step in steps if step in self.steps)
        return {own.id for step in chosen for own in step.documents if own.kind == kind}

    # -- walking ----------------------------------------------------------------------------------------------------

    def starts(self) -> set[str]:
        """The items to walk from: the one asked about, or all that a document's steps bear."""
        if self.kind in OF_A_THING:
            return {self.start}
        number_ = self.question.get("id", "")
        steps = [s.key for s in self.graph.steps if any(own.id == number_ for own in s.documents)]
        return {self.item(edge) for step in steps for edge in (*self._into[step], *self._out_of[step])}

    def backward(self) -> set[str]:
        """Every item that is reached backward along the edges, the start left out."""
        return self._walk(back=True)[0] - {self.start}

    def forward(self) -> tuple[set[str], set[str]]:
        """Every item and every step that is reached forward."""
        found, steps = self._walk(back=False)
        return found - {self.start}, steps

    def _walk(self, *, back: bool) -> tuple[set[str], set[str]]:
        """
        Along the edges; through a handling unit in time: back to what it held at the moment that it was met at, on to
        where it was while it held what led there.
        """
        seen = set(self._spots(back))
        todo, steps = list(seen), set[str]()
        while todo:
            for spot in (self._behind if back else self._ahead)(todo.pop(), steps):
                if spot not in seen:
                    seen.add(spot)
                    todo.append(spot)
        return {spot.item for spot in seen}, steps

    def _spots(self, back: bool) -> Iterator[Spot]:
        """Where a walk begins: at the end of all, or of what was asked as of; at a document when that was made."""
        end = moment_of(self.question.get("as_of"), NEVER)
        if self.kind in OF_A_THING:
            yield Spot(self.start, end if back else ALWAYS)
            return
        number_ = self.question.get("id", "")
        for step in (s.key for s in self.graph.steps if any(own.id == number_ for own in s.documents)):
            for edge in (*self._into[step], *self._out_of[step]):
                yield self._spot(edge)

    def _spot(self, edge: Edge, lot: str = "") -> Spot:
        item = self.item(edge)
        return Spot(item, moment_of(edge.event_time), lot) if item.startswith("unit:") else Spot(item)

    def _behind(self, spot: Spot, steps: set[str]) -> Iterator[Spot]:
        if spot.item.startswith("unit:"):
            inside = self.holding.inside(spot.item, spot.at)
            yield from (Spot(one, spot.at if one.startswith("unit:") else NEVER) for one in inside)
            return
        for edge in self._of_item.get(spot.item, ()):
            if edge.side == "out":
                steps.add(edge.step)
                beyond = (self._spot(one) for one in self._onward(edge, back=True))
                yield from (one for one in beyond if not one.item.startswith("unit:"))

    def _ahead(self, spot: Spot, steps: set[str]) -> Iterator[Spot]:
        until = self.holding.until(spot.item, spot.lot, spot.at) if spot.lot else NEVER
        is_unit = spot.item.startswith("unit:")
        for edge in self._of_item.get(spot.item, ()):
            if edge.side != "in" or (is_unit and not spot.at <= moment_of(edge.event_time, spot.at) <= until):
                continue
            steps.add(edge.step)
            beyond = (self._spot(one, spot.item) for one in self._onward(edge, back=False))
            yield from (one for one in beyond if not is_unit or one.item.startswith("unit:"))

    def _onward(self, edge: Edge, back: bool) -> list[Edge]:
        """What a step joins to this edge: what it was made of, or what it holds."""
        beyond = self._into[edge.step] if back else self._out_of[edge.step]
        made = edge.role in (*MAKES, *MADE_OF)
        fitting = MADE_OF if back else MAKES
        return [one for one in beyond if (one.role in fitting) == made]

    # -- amounts ----------------------------------------------------------------------------------------------------

    def sums(self) -> dict[Summed, tuple[Decimal, set[str], list[Edge]]]:
        """Net quantity per side (`in`, `out`, `content`), item, and order or unit; units and edges beside it."""
        found: dict[Summed, tuple[Decimal, set[str], list[Edge]]] = {}
        for edge in self.graph.edges:
            place = self._place(edge)
            if place is None:
                continue
            total, units, edges = found.get(place, (Decimal(0), set(), []))
            quantity = told(edge.quantity, is_unit(self.item(edge)))
            quantity = -quantity if place[0] == "content" and edge.side == "out" else quantity
            found[place] = (total + quantity, units | ({edge.unit} if edge.unit else set()), [*edges, edge])
        return found

    def _place(self, edge: Edge) -> Summed | None:
        if edge.role in MADE_OF and edge.side == "in":
            return "in", self.item(edge), self.order(edge)
        if edge.role in MAKES and edge.side == "out":
            return "out", self.item(edge), self.order(edge)
        units = self.holding.beside(edge)
        return ("content", self.item(edge), units[0]) if len(units) == 1 else None


def told(quantity: object, of_unit: bool) -> Decimal:
    """The amount that an edge tells; a handling unit is one where none is told."""
    return Decimal(of_unit) if quantity is None else number(str(quantity))


def _balanced(edges: Iterable[Edge]) -> set[tuple[str, str, str]]:
    """Item, step and side where edges bear what went in and was taken back: net it did not go in."""
    sums: dict[tuple[str, str, str], list[Decimal | None]] = defaultdict(list)
    for edge in edges:
        sums[edge.item, edge.step, edge.side].append(None if edge.quantity is None else number(str(edge.quantity)))
    return {end for end, told in sums.items() if None not in told and sum(filter(None, told)) == 0}


def key_of(case: "Case", item: TracedItem) -> str:
    """
    The truth's key of an item in an answer, by its identifiers; else its own key where it has that shape. A supplier's
    number is the name of another's lot, and of several of ours.
    """
    for own in item.ids:
        if own.kind in ("lot", "serial") and own.system != "supplier":
            return f"{own.kind}:{case.terms.code(own.scope)}:{own.id}"
        if own.kind in ("unit", "sscc"):
            return f"unit:{own.scope}:{own.id}"
    try:
        return items.parse(item.key).key
    except ValueError:
        return ""


def _start(case: "Case", question: dict[str, str]) -> str:
    """What is asked for by the truth's key; a complaint stands for the lot or serial that it is about."""
    kind, scope, number_ = question.get("kind", ""), question.get("scope", ""), question.get("id", "")
    if kind == "complaint":
        told = (fact.subject for fact in case.evidence.facts if fact.words.get("complaint") == number_)
        return next(told, number_)
    return f"{kind}:{case.terms.code(scope)}:{number_}" if kind in ("lot", "serial", "unit") else number_


def asked_answers(case: "Case") -> list[TraceAnswer]:
    """The answers to trace questions that could be read, in the order asked."""
    return _read(case, past=False)


def past_answers(case: "Case") -> list[TraceAnswer]:
    """The answers to questions as of an earlier moment that could be read."""
    return _read(case, past=True)


def traced(case: "Case", *, past: bool = False) -> Iterator[tuple[Observed, At]]:
    """Trace questions to the integration with their answers; `past` are those as of an earlier moment."""
    for observed, at in case.evidence.observed:
        own = observed.what == "trace" and observed.source == case.evidence.client
        if own and ("as_of" in observed.question) == past:
            yield observed, at


def _read(case: "Case", *, past: bool) -> list[TraceAnswer]:
    found = []
    for observed, at in traced(case, past=past):
        if not observed.problem:
            try:
                graph = msgspec.convert(observed.answer, Graph)
            except msgspec.ValidationError:
                continue
            found.append(TraceAnswer(case, observed.question, graph, at))
    return sorted(found, key=lambda answer: sorted(answer.question.items()))


def posted_answers(case: "Case") -> list[TraceAnswer]:
    """What consumption and production in MES say: one graph, asked backward from each lot that was made."""
    graph = posted_graph(case)
    at = At(case.evidence.end_ns, case.evidence.end_ns + case.evidence.wall_offset_ns, "")
    whole = TraceAnswer(case, {}, graph, at, posted=True)
    return [whole.asked_about(lot) for lot in sorted(case.lineage.made_in)]


def _question(lot: str) -> dict[str, str]:
    one = items.parse(lot)
    return {"system": "mes", "kind": one.kind, "scope": one.scope, "id": one.id, "direction": "backward"}


def posted_graph(case: "Case") -> Graph:
    """Net consumption and production in MES as a graph: one step per order and operation."""
    edges: list[Edge] = []
    steps: dict[str, Step] = {}
    lots: dict[str, TracedItem] = {}
    for place, sheet in sorted(case.sheets.items()):
        if place.system != "mes" or place.entity not in ("consumption", "production") or not sheet.made:
            continue
        total = sum((number(made.effect.delta) for made in sheet.made), Decimal(0))
        key, order = f"{place.get('order')}/{place.get('operation')}", place.get("order")
        lot = case.terms.key(place.get("item"), place.get("lot"))
        if total <= 0:
            continue
        order_id = OwnId(system="mes", kind="order", scope="", id=order)
        steps.setdefault(key, Step(key=key, type="operation", documents=(order_id,)))
        lots.setdefault(lot, TracedItem(key=lot, kind=items.parse(lot).kind))
        edges.append(_posted_edge(lot, key, place.get("status"), total, _unit(case, sheet)))
    return Graph(items=tuple(lots.values()), steps=tuple(steps.values()), edges=tuple(edges))


def _unit(case: "Case", sheet: "Sheet") -> str:
    """The unit of a place's postings; where they differ, one that is not the item's."""
    units = sorted({made.effect.unit for made in sheet.made} - {""})
    own = case.terms.units.get(sheet.place.get("item"), "")
    return next((unit for unit in units if unit != own), own if units else "")


ROLES = {"": ("in", "input"), "good": ("out", "output"), "scrap": ("out", "scrap")}


def _posted_edge(lot: str, step: str, status: str, total: Decimal, unit: str) -> Edge:
    side, role = ROLES.get(status, ("out", status))
    return Edge(item=lot, step=step, side=side, role=role, quantity=f"{total:f}", unit=unit)  # type: ignore[arg-type]
