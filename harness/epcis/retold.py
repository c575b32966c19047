"""
An integration's trace answers as facts, so that they can be exported like our own truth.

    answers --joined, each edge once--> edges per step and moment --> facts

Nothing is added: an edge without a time is left out and counted, since an event without one cannot be told.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
from lotproof.harness.epcis import times
from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact, FactKind, Portion, Role
from lotproof.harness.model.genealogy import MADE_OF, MAKES, Edge, Graph, Step

ORIGINS = ("receipt", "receiving")
WORDS = ("receipt", "purchase_order", "supplier", "shipment", "delivery", "customer", "return", "movement")

ROLES: tuple[str, ...] = (*MADE_OF, *MAKES, "content", "removed")

Sorted = dict[tuple[str, FactKind, str, str], list[Edge]]
"""Edges by step, kind of fact, moment and source."""


class Retold(msgspec.Struct, frozen=True, kw_only=True):
    """`facts` in time; `left_out` edges bore no time, no known role, or an item that is none of the enterprise's."""

    facts: tuple[Fact, ...]
    left_out: int


def joined(graphs: Iterable[Graph]) -> Graph:
    """Several answers of one integration as one graph: things that are equal stand in it once."""
    told = list(graphs)
    steps = {step.key: step for graph in told for step in graph.steps}
    found = {item.key: item for graph in told for item in graph.items}
    edges = dict.fromkeys(edge for graph in told for edge in graph.edges)
    return Graph(items=tuple(found.values()), steps=tuple(steps.values()), edges=tuple(edges))


def retold(graph: Graph, *, epoch: datetime, plant: str) -> Retold:
    """The facts of a graph whose item keys are ours; `plant` is where things without a plant of their own are."""
    steps = {step.key: step for step in graph.steps}
    told: Sorted = defaultdict(list)
    left_out = 0
    for edge in graph.edges:
        step = steps.get(edge.step, Step(key=edge.step, type=""))
        at = edge.event_time or step.end or step.start
        if not at or edge.role not in ROLES or not _is_ours(edge.item):
            left_out += 1
            continue
        told[edge.step, _kind(step, edge), at, _apart(edge)].append(edge)
    made = [
        _fact(steps.get(key) or Step(key=key, type=""), kind, at, edges, (epoch, plant))
        for (key, kind, at, _), edges in told.items()
    ]
    ordered = sorted((one for one in made if one), key=lambda fact: (fact.at_us, fact.kind, fact.step, fact.system))
    numbered = (msgspec.structs.replace(fact, id=f"a{number}") for number, fact in enumerate(ordered, start=1))
    return Retold(facts=tuple(numbered), left_out=left_out)


def _is_ours(item: str) -> bool:
    try:
        items.parse(item)
    except ValueError:
        return False
    return True


def _apart(edge: Edge) -> str:
    """What goes into a step, or comes out of it, is a fact of its own for each source; what is packed is one."""
    return (edge.source or "") if edge.role != "content" else ""


def _kind(step: Step, edge: Edge) -> FactKind:
    words = {own.kind for own in step.documents}
    if edge.role in MADE_OF:
        return "consumed"
    if edge.role in MAKES:
        return "received" if step.type in ORIGINS else "scrapped" if edge.role == "scrap" else "produced"
    if "return" in words:
        return "returned"
    if "shipment" in words:
        return "shipped"
    if step.type in ORIGINS:
        return "received"
    return _handled(step, edge)


def _handled(step: Step, edge: Edge) -> FactKind:
    if step.type in ("unpack", "unpacking"):
        return "unpacked"
    if edge.role == "removed":
        return "removed"
    return "packed" if step.type in ("pack", "packing") else "moved"


SIDE: dict[str, str] = {"received": "out", "returned": "out", "moved": "in", "shipped": "in"}
"""Facts with one side only, whichever side an answer tells them on."""


def _fact(step: Step, kind: FactKind, at: str, edges: list[Edge], base: tuple[datetime, str]) -> Fact | None:
    """One fact; None where nothing of it is left, as of the second side of a move."""
    epoch, plant = base
    portions = _portions(kind, edges)
    side = SIDE.get(kind)
    ins = tuple(portion for end, portion in portions if (side or end) == "in")
    outs = tuple(portion for end, portion in portions if (side or end) == "out")
    if not (ins or outs):
        return None
    units = [items.parse(portion.item).scope for _, portion in portions if portion.item.startswith("unit:")]
    documents = {own.kind: own.id for own in step.documents}
    return Fact(
        id="",
        kind=kind,
        at_us=(times.utc(at) - epoch.astimezone(UTC)) // timedelta(microseconds=1),
        plant=next(iter(units), plant),
        system=next((edge.source for edge in edges if edge.source), ""),
        equipment=step.equipment or "",
        operator=step.operator or "",
        order=documents.get("order", ""),
        step=step.key,
        ins=ins,
        outs=outs,
        words={word: documents[word] for word in WORDS if documents.get(word)},
    )


def _portions(kind: FactKind, edges: list[Edge]) -> list[tuple[str, Portion]]:
    """The ends of a fact; what a shipment tells of units' contents follows from their packing, and is left to it."""
    units = any(edge.item.startswith("unit:") for edge in edges)
    kept = [edge for edge in edges if not (kind == "shipped" and units and not edge.item.startswith("unit:"))]
    found: list[tuple[str, Portion]] = [(edge.side, _portion(edge)) for edge in kept]
    return list(dict.fromkeys(found)) if kind not in SIDE else _one_side(found)


def _one_side(found: list[tuple[str, Portion]]) -> list[tuple[str, Portion]]:
    """Where both sides say the same, one of them."""
    first = found[0][0]
    there = {portion for side, portion in found if side == first}
    return [(side, portion) for side, portion in found if side == first or portion not in there]


def _portion(edge: Edge) -> Portion:
    role: Role = edge.role  # type: ignore[assignment]
    quantity = "" if edge.quantity is None else str(edge.quantity)
    return Portion(item=edge.item, role=role, quantity=quantity, unit=edge.unit or "")
