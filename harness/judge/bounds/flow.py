"""
Maximum flow by Dinic's algorithm, on whole numbers: water through pipes, as much as the narrowest places let pass.

Capacities are int, so the answer is exact. O(n^2 m) at worst, near linear on the ladders that tank histories make.
"""

from collections import deque
from collections.abc import Hashable


class Network:
    """A directed network with capacities; nodes are named by anything hashable and come to be when first named."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._out: list[list[int]] = []
        self._to: list[int] = []
        self._left: list[int] = []
        self._capacity: list[int] = []

    def arc(self, start: Hashable, end: Hashable, capacity: int) -> None:
        """An arc and its reverse, which bears what may be taken back."""
        for tail, head, room in ((start, end, capacity), (end, start, 0)):
            number, other = self._node(tail), self._node(head)
            self._out[number].append(len(self._to))
            self._to.append(other)
            self._left.append(room)
            self._capacity.append(room)

    def flow(self, source: Hashable, sink: Hashable) -> int:
        """The greatest flow from `source` to `sink`; each call starts from an empty network."""
        self._left = list(self._capacity)
        start, end, total = self._node(source), self._node(sink), 0
        if start == end:
            return 0
        while (levels := self._levels(start))[end] >= 0:
            places = [0] * len(self._out)
            while pushed := self._push(start, end, levels, places):
                total += pushed
        return total

    def _node(self, name: Hashable) -> int:
        if name not in self._numbers:
            self._numbers[name] = len(self._out)
            self._out.append([])
        return self._numbers[name]

    def _levels(self, start: int) -> list[int]:
        """Steps from the start over arcs with room; -1 where there is no way."""
        levels = [-1] * len(self._out)
        levels[start] = 0
        todo = deque([start])
        while todo:
            here = todo.popleft()
            for arc in self._out[here]:
                there = self._to[arc]
                if self._left[arc] and levels[there] < 0:
                    levels[there] = levels[here] + 1
                    todo.append(there)
        return levels

    def _push(self, start: int, end: int, levels: list[int], places: list[int]) -> int:
        """One path of the level graph, filled to its narrowest arc; 0 when none is left. A loop, as paths are long."""
        path: list[int] = []
        here = start
        while here != end:
            arc = self._next(here, levels, places)
            if arc >= 0:
                path.append(arc)
                here = self._to[arc]
            elif path:
                here = self._to[path.pop() ^ 1]
                places[here] += 1
            else:
                return 0
        room = min(self._left[arc] for arc in path)
        for arc in path:
            self._left[arc] -= room
            self._left[arc ^ 1] += room
        return room

    def _next(self, here: int, levels: list[int], places: list[int]) -> int:
        arcs = self._out[here]
        while places[here] < len(arcs):
            arc = arcs[places[here]]
            if self._left[arc] and levels[self._to[arc]] == levels[here] + 1:
                return arc
            places[here] += 1
        return -1
