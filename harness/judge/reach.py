"""
Who can have reached whom, when time counts: one look at each edge, in the order of time.

Think of a letter that is passed on: A gave it to B on Friday, B gave his mail to C on Wednesday, so C never had it.
Static closure says that he had. Edges are (from, to, start, takes): a path may go on from a place at or after the
moment at which it came there. Cost O(n + m) after sorting, O(n) memory; edges may come from a file that is read once.

Ties: the record often cannot tell which of two edges of the same moment came first. `may` lets either come first,
`must` lets neither follow the other, `ledger` takes them in the order given.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

Ties = Literal["may", "must", "ledger"]


class Edge(NamedTuple):
    """From `tail` to `head`, leaving at `start` and arriving `takes` later (both whole microseconds)."""

    tail: Hashable
    head: Hashable
    start: int
    takes: int = 0


def earliest(
    edges: Iterable[Edge], source: Hashable, since: int, *, until: int | None = None, ties: Ties = "may"
) -> dict[Hashable, int]:
    """
    The earliest arrival at every node that `source` reaches from `since` on; `source` itself at `since`.

    `edges` are sorted by `start` (`ordered` sorts them). `until` is the last arrival that counts.
    """
    arrived: dict[Hashable, int] = {source: since}

    def go(edge: Edge) -> bool:
        there, arrival = arrived.get(edge.tail), edge.start + edge.takes
        if there is None or there > edge.start or (until is not None and arrival > until):
            return False
        if ties == "must" and there == edge.start and edge.tail != source:
            return False
        if edge.head in arrived and arrived[edge.head] <= arrival:
            return False
        arrived[edge.head] = arrival
        return True

    for _, group in groupby(edges, key=lambda edge: edge.start):
        _each(list(group), go, ties)
    return arrived


def latest(
    edges: Iterable[Edge], target: Hashable, at: int, *, since: int | None = None, ties: Ties = "may"
) -> dict[Hashable, int]:
    """
    The latest departure from every node that reaches `target` by `at`; `target` itself at `at`.

    The mirror of `earliest`: the same edges, read from their end.
    """
    mirrored = (Edge(edge.head, edge.tail, -(edge.start + edge.takes), edge.takes) for edge in reversed(list(edges)))
    found = earliest(ordered(mirrored), target, -at, until=None if since is None else -since, ties=ties)
    return {node: -when for node, when in found.items()}


def origins(edges: Iterable[Edge], sources: Sequence[Hashable], *, ties: Ties = "may") -> dict[Hashable, int]:
    """
    For every node the sources that reach it, from the beginning of time on, as a bit mask over `sources`.

    One scan for all sources; edges take no time here. Nothing is ever lost from a place: places that are emptied are
    versioned by the caller.
    """
    bits: dict[Hashable, int] = defaultdict(int)
    for at, source in enumerate(sources):
        bits[source] |= 1 << at

    for _, group in groupby(edges, key=lambda edge: edge.start):
        moment = list(group)
        frozen = {edge.tail: bits[edge.tail] for edge in moment} if ties == "must" else bits
        _each(moment, lambda edge, frozen=frozen: _add(bits, edge.head, frozen[edge.tail]), ties)  # type: ignore[misc]
    return {node: mask for node, mask in bits.items() if mask}


def ordered(edges: Iterable[Edge]) -> list[Edge]:
    """By start; equal starts stay in the order given."""
    return sorted(edges, key=lambda edge: edge.start)


def _add(bits: dict[Hashable, int], node: Hashable, mask: int) -> bool:
    before = bits[node]
    bits[node] = before | mask
    return bits[node] != before


def _each(moment: list[Edge], go: Callable[[Edge], bool], ties: Ties) -> None:
    """Go over the edges of one moment; with `may`, again over those that leave a node just reached, until none does."""
    if ties != "may" or len(moment) == 1:
        for edge in moment:
            go(edge)
        return
    leaving: dict[Hashable, list[Edge]] = defaultdict(list)
    for edge in moment:
        leaving[edge.tail].append(edge)
    todo = list(moment)
    while todo:
        edge = todo.pop()
        if go(edge):
            todo += leaving.get(edge.head, [])
