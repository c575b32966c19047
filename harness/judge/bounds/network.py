"""
Tanks that feed tanks, mixing unknown: exact bounds for what leaves, by maximum flow on the network unrolled in time.

Each tank after each of its moves is a node: a row of buckets, one per moment. What stays runs along the row (as much
as was in stock), a transfer runs to another row, a draw runs out to its name. Of a set of lots with q in all, a draw e
can hold at most maxflow(lots -> e) and must hold at least q - maxflow(lots -> everything but e).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from lotproof.harness.judge.bounds.flow import Network
from lotproof.harness.judge.bounds.moves import REST, Bound, Draw, Emptied, Fill, Move, Transfer, known_draw, settled

SOURCE = ("source",)
SINK = ("sink",)
Node = tuple[str, str, int]


class Unrolled:
    """A history as a network in time. Numbers are scaled to whole ones, so that bounds are exact."""

    def __init__(self, history: Sequence[Move]) -> None:
        self.moves = settled(history)
        self.scale = max((_decimals(move.quantity) for move in self.moves if not isinstance(move, Emptied)), default=0)
        self.arcs: list[tuple[Node, tuple[str, ...] | Node, int]] = []
        self.fills: list[tuple[str, Node, int]] = []
        self._version: dict[str, int] = {}
        self._stock: dict[str, int] = {}
        for move in self.moves:
            self._unroll(move)
        for vessel, left in self._stock.items():
            if left:
                self.arcs.append((self._node(vessel), ("terminal", REST), left))

    def bound(self, lots: Iterable[str], terminals: Iterable[str]) -> Bound:
        """The bounds of `lots` (taken together) in all of `terminals` together."""
        wanted, ends = frozenset(lots), frozenset(terminals)
        total = sum(quantity for lot, _, quantity in self.fills if lot in wanted)
        most = self._flow(wanted, ends, inside=True)
        least = max(0, total - self._flow(wanted, ends, inside=False))
        return Bound(self._decimal(least), self._decimal(most))

    def _flow(self, wanted: frozenset[str], ends: frozenset[str], *, inside: bool) -> int:
        network = Network()
        for start, end, room in self.arcs:
            network.arc(start, end, room)
        for lot, node, quantity in self.fills:
            if lot in wanted:
                network.arc(SOURCE, node, quantity)
        for name, room in self._terminals().items():
            if (name in ends) is inside:
                network.arc(("terminal", name), SINK, room)
        return network.flow(SOURCE, SINK)

    def _terminals(self) -> dict[str, int]:
        rooms: dict[str, int] = {}
        for _, end, room in self.arcs:
            if end[0] == "terminal":
                rooms[end[1]] = rooms.get(end[1], 0) + room
        return rooms

    def _unroll(self, move: Move) -> None:
        if isinstance(move, Fill):
            self._enter(move.vessel, quantity := self._int(move.quantity))
            self.fills.append((move.lot, self._node(move.vessel), quantity))
        elif isinstance(move, Draw):
            quantity = self._int(move.quantity)
            self.arcs.append((self._node(move.vessel), ("terminal", move.name), quantity))
            self._leave(move.vessel, quantity)
        elif isinstance(move, Transfer):
            quantity, before = self._int(move.quantity), self._node(move.source)
            self._leave(move.source, quantity)
            self._enter(move.target, quantity)
            self.arcs.append((before, self._node(move.target), quantity))

    def _enter(self, vessel: str, quantity: int) -> None:
        """A new moment of a tank that gains `quantity`; what was in it runs on."""
        self._next(vessel, self._stock.get(vessel, 0))
        self._stock[vessel] = self._stock.get(vessel, 0) + quantity

    def _leave(self, vessel: str, quantity: int) -> None:
        """A new moment of a tank that lost `quantity`; the rest runs on."""
        self._stock[vessel] -= quantity
        self._next(vessel, self._stock[vessel])

    def _next(self, vessel: str, stays: int) -> None:
        before = self._node(vessel)
        self._version[vessel] = self._version.get(vessel, 0) + 1
        if stays:
            self.arcs.append((before, self._node(vessel), stays))

    def _node(self, vessel: str) -> Node:
        return ("tank", vessel, self._version.get(vessel, 0))

    def _int(self, quantity: Decimal) -> int:
        return int(quantity.scaleb(self.scale))

    def _decimal(self, number: int) -> Decimal:
        return Decimal(number).scaleb(-self.scale)


def bound(history: Sequence[Move], draw: str, lots: Iterable[str]) -> Bound:
    """The exact bounds of `lots` (taken together) in all draws of that name, over any network of tanks."""
    known_draw(history, draw)
    return Unrolled(history).bound(lots, [draw])


def _decimals(quantity: Decimal) -> int:
    exponent = quantity.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
