"""
Where the boxes of a drawing stand: in layers from left to right, each as far right as its longest way in is long.

Within a layer boxes are ordered so that lines cross little (the mean place of their neighbours, a few sweeps); a line
over several layers gets a place to pass in each. The same lineage gives the same places.
"""

from collections import defaultdict
from itertools import pairwise

import msgspec
from lotproof.reports.lineage import Lineage

SWEEPS = 8

Path = tuple[str, ...]


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """`columns` from left to right, keys from top to bottom; `paths` per link, with the waypoints between its ends."""

    columns: tuple[tuple[str, ...], ...]
    paths: dict[tuple[str, str], Path]

    def rows(self) -> dict[str, float]:
        """The row of each key, columns centred on each other."""
        tallest = max(map(len, self.columns), default=0)
        return {key: place + (tallest - len(column)) / 2 for column in self.columns for place, key in enumerate(column)}


def places(drawn: Lineage) -> Places:
    keys = [node.key for node in drawn.nodes]
    known = set(keys)
    ways = [(link.source, link.target) for link in drawn.links if {link.source, link.target} <= known]
    forward = acyclic(keys, ways)
    layers = layered(keys, forward)
    paths = {way: _path(way, layers) for way in forward}
    columns = _columns(keys, layers, paths)
    _uncross(columns, paths)
    return Places(columns=tuple(map(tuple, columns)), paths=paths)


def acyclic(keys: list[str], ways: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The ways without those that close a loop, as rework does; a drawing from left to right has no place for them."""
    onward: dict[str, list[str]] = defaultdict(list)
    kept = []
    for source, target in ways:
        if not _leads(onward, target, source):
            onward[source].append(target)
            kept.append((source, target))
    return kept


def _leads(onward: dict[str, list[str]], start: str, end: str) -> bool:
    todo, seen = [start], {start}
    while todo:
        key = todo.pop()
        if key == end:
            return True
        fresh = [one for one in onward.get(key, []) if one not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    return False


def layered(keys: list[str], ways: list[tuple[str, str]]) -> dict[str, int]:
    """The layer of each key: the longest way in; what has no way in stands next to what it first goes into."""
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for source, target in ways:
        before[target].append(source)
        after[source].append(target)
    layers: dict[str, int] = {}
    for key in _sorted(keys, before, after):
        layers[key] = max((layers[one] + 1 for one in before[key]), default=0)
    return layers


def _sorted(keys: list[str], before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Each key after all that lead to it."""
    waiting = {key: len(before[key]) for key in keys}
    ready, done = [key for key in keys if not waiting[key]], []
    while ready:
        key = ready.pop(0)
        done.append(key)
        for one in after[key]:
            waiting[one] -= 1
            if not waiting[one]:
                ready.append(one)
    return done


def _path(way: tuple[str, str], layers: dict[str, int]) -> Path:
    source, target = way
    between = range(layers[source] + 1, layers[target])
    return (source, *(f"\0{source}\0{target}\0{layer}" for layer in between), target)


def _columns(keys: list[str], layers: dict[str, int], paths: dict[tuple[str, str], Path]) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for key in keys:
        columns[layers[key]].append(key)
    for (source, _), path in paths.items():
        for offset, key in enumerate(path[1:-1], start=1):
            columns[layers[source] + offset].append(key)
    return columns


def _uncross(columns: list[list[str]], paths: dict[tuple[str, str], Path]) -> None:
    """Order each column by the mean place of its neighbours, to the right and back, some times."""
    left: dict[str, list[str]] = defaultdict(list)
    right: dict[str, list[str]] = defaultdict(list)
    for path in paths.values():
        for source, target in pairwise(path):
            left[target].append(source)
            right[source].append(target)
    for sweep in range(SWEEPS):
        order = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
        neighbours = left if sweep % 2 == 0 else right
        for at in order:
            beside = columns[at - 1] if sweep % 2 == 0 else columns[at + 1]
            _order(columns[at], beside, neighbours)


def _order(column: list[str], beside: list[str], neighbours: dict[str, list[str]]) -> None:
    place = {key: at / max(len(beside) - 1, 1) for at, key in enumerate(beside)}
    own = {key: at / max(len(column) - 1, 1) for at, key in enumerate(column)}

    def mean(key: str) -> tuple[float, float]:
        near = [place[one] for one in neighbours.get(key, [])]
        return (sum(near) / len(near) if near else own[key], own[key])

    column.sort(key=mean)
