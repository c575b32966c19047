"""
Walking a genealogy in time: a river is followed downstream only forward in time, and upstream only back.

An item reached with a looser limit is walked again, one reached with a tighter limit is not; rework loops end because
time does not grow on the way back. Edges of `content` and `removed` are no ancestry. Equal times count as either order
(may).
"""

import heapq
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from lotproof.harness.epcis.graph import at_of
from lotproof.harness.model.genealogy import MADE_OF, MAKES, Edge, Graph

LATEST = datetime.max.replace(tzinfo=UTC)
EARLIEST = datetime.min.replace(tzinfo=UTC)


def backward(graph: Graph, item: str, at: datetime | None = None) -> dict[str, datetime]:
    """
    The ancestors of `item` as of `at`, each with the latest time at which it can have gone in. `item` itself is among
    them only where it went into itself (rework).
    """
    makes, uses = _ends(graph)
    by_item, by_step = _group(makes, "item"), _group(uses, "step")
    return _walk(item, at or LATEST, by_item, by_step, later=False)


def forward(graph: Graph, item: str, since: datetime | None = None) -> dict[str, datetime]:
    """What `item` reached, from `since` on, each with the earliest time at which it can have been reached."""
    makes, uses = _ends(graph)
    by_item, by_step = _group(uses, "item"), _group(makes, "step")
    return _walk(item, since or EARLIEST, by_item, by_step, later=True)


def touched(graph: Graph, item: str, since: datetime | None = None) -> set[str]:
    """The steps that `item` or what it reached stood in, from the time on at which it can have been reached."""
    reached = {**forward(graph, item, since), item: since or EARLIEST}
    return {edge.step for edge in graph.edges if edge.item in reached and at_of(edge) >= reached[edge.item]}


Ends = dict[str, list[tuple[datetime, Edge]]]


def _ends(graph: Graph) -> tuple[list[Edge], list[Edge]]:
    makes = [edge for edge in graph.edges if edge.side == "out" and edge.role in MAKES]
    uses = [edge for edge in graph.edges if edge.side == "in" and edge.role in MADE_OF]
    return makes, uses


def _group(edges: list[Edge], by: str) -> Ends:
    found: Ends = defaultdict(list)
    for edge in edges:
        found[getattr(edge, by)].append((at_of(edge), edge))
    return found


def _walk(item: str, limit: datetime, near: Ends, far: Ends, *, later: bool) -> dict[str, datetime]:
    """
    Best limits first. `near` are the edges by which an item leads to steps, `far` those by which steps lead on.

    `later` is the direction of time; a smaller number on the heap is always the looser limit.
    """
    number: Callable[[datetime], int] = lambda moment: _us(moment) if later else -_us(moment)  # noqa: E731
    best: dict[str, datetime] = {}
    heap: list[tuple[int, str, datetime]] = [(number(limit), item, limit)]
    walked: set[str] = set()
    while heap:
        _, here, until = heapq.heappop(heap)
        if here in walked:
            continue
        walked.add(here)
        for found, when in _steps_on(here, until, near, far, later=later):
            if found not in best or number(when) < number(best[found]):
                best[found] = when
                heapq.heappush(heap, (number(when), found, when))
    return best


def _steps_on(here: str, until: datetime, near: Ends, far: Ends, *, later: bool) -> list[tuple[str, datetime]]:
    found = []
    for first, edge in near.get(here, ()):
        if (first < until) if later else (first > until):
            continue
        for second, other in far.get(edge.step, ()):
            if (second >= first) if later else (second <= first):
                found.append((other.item, second))
    return found


def _us(moment: datetime) -> int:
    return (moment - EARLIEST) // timedelta(microseconds=1)
