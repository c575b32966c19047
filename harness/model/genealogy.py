"""
Genealogy: a graph of items and steps. Edges join an item to a step (`in`) or a step to an item (`out`).

Only `output`, `co_product`, `by_product` and `scrap` inherit, and only from the `input` and `component` edges of their
step that are not later. A handling unit holds, it is not made of: ancestry never passes through one.
The shape is that of a `graph` trace answer (contract, "Trace answers"), so truth and answers compare as they are.
"""

from typing import Annotated, Literal

import msgspec

MAKES = ("output", "co_product", "by_product", "scrap")
MADE_OF = ("input", "component")

Side = Literal["in", "out"]

When = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""A moment: ISO 8601 (RFC 3339) with zone."""


class OwnId(msgspec.Struct, frozen=True, kw_only=True):
    """How one system names a thing. `scope` is item, plant or supplier, as world.json says per system."""

    system: str
    kind: str
    scope: str
    id: str


class TracedItem(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    kind: str
    ids: tuple[OwnId, ...] = ()


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """The process value `name` over a step's window; values as decimal text, `above_s` in seconds over the limit."""

    name: str
    min: str | None = None
    max: str | None = None
    mean: str | None = None
    above_s: float | None = None
    quality: str | None = None
    gap: bool | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step; `start` and `end` are ISO 8601 with zone; `documents` bear order, operation, receipt, shipment ..."""

    key: str
    type: str
    start: When | None = None
    end: When | None = None
    equipment: str | None = None
    operator: str | None = None
    location: str | None = None
    documents: tuple[OwnId, ...] = ()
    conditions: tuple[Condition, ...] = ()
    inspections: tuple[dict[str, str], ...] = ()


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """`item` and `step` are keys within the answer; `quantity` is net, decimal text or number, in `unit`."""

    item: str
    step: str
    side: Side
    role: str
    quantity: str | float | int | None = None
    unit: str | None = None
    event_time: When | None = None
    recorded_time: When | None = None
    source: str | None = None


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """A trace answer. `complete` is false when the answerer knows that something is missing; `unknown` says what."""

    items: tuple[TracedItem, ...] = ()
    steps: tuple[Step, ...] = ()
    edges: tuple[Edge, ...] = ()
    complete: bool = True
    unknown: tuple[str, ...] = ()
