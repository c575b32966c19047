"""
What quality has blocked, as the plant itself knows it: by holds and rejections, and what was made of that.

A system that knows so refuses such a lot. Who wants to see that tries it (`attempt`); a plant that just does it would
tell of what cannot have happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lotproof.harness.plant.papers import Unplayable


class Blocked:
    """
    Why each lot (ITEM/LOT) is blocked, wherever it lies, and what it was made of.

    `tried` are the acts, by row, that may meet a blocked lot; `missed` the lots of which a system was not told in time,
    so that the plant goes on with them. What was freed after `known_us` may not be known to be free in every system.
    """

    def __init__(self, cascade: bool) -> None:
        self._cascade = cascade
        self._why: dict[str, set[str]] = defaultdict(set)
        self._fate: dict[str, str] = {}
        self._made_of: dict[str, set[str]] = defaultdict(set)
        self.tried: set[int] = set()
        self.missed: set[str] = set()
        self.known_us = -1
        self._freed_us: dict[str, int] = {}

    def block(self, lot: str, why: str) -> None:
        self._why[lot].add(why)

    def doom(self, lot: str, fate: str) -> None:
        """It was rejected or scrapped: that blocks the lot alone, and for good."""
        self._fate.setdefault(lot, fate)

    def free(self, lot: str, why: str, at_us: int) -> None:
        self._why[lot].discard(why)
        self._freed_us[lot] = at_us

    def made(self, lot: str, of: Iterable[str]) -> None:
        self._made_of[lot].update(of)

    def check(self, row: int, lots: Iterable[str], *, by_system: bool = False) -> None:
        """
        `by_system` is what a system lets go: it has to know what was freed.

        Raises:
            Unplayable: if one of these lots is blocked, or a system may not have heard that it is free, and the act is
                not tried.
        """
        for lot in lots if row not in self.tried else ():
            behind = list(self._behind(lot))
            if self.missed.isdisjoint(behind):
                self._is_free(lot, behind)
                if by_system:
                    self._is_known(lot, behind)

    def _is_free(self, lot: str, behind: list[str]) -> None:
        whys = [(min(self._why[one]), one) for one in behind if self._why.get(one)]
        whys += [(self._fate[lot], lot)] if lot in self._fate else []
        if whys:
            why, one = whys[0]
            by = why + (f" on {one}" if one != lot else "")
            where = "Let it be tried (`attempt`), or wait until the lot is free."
            raise Unplayable(f"{lot} is blocked by {by}: a system refuses it", where)

    def _is_known(self, lot: str, behind: list[str]) -> None:
        if any(self._freed_us.get(one, -1) > self.known_us for one in behind):
            where = "Put `- pause: {flows: [lot_status]}` after the `unhold`, and before this."
            raise Unplayable(f"a system that has not heard yet that {lot} is free refuses it", where)

    def _behind(self, lot: str) -> Iterator[str]:
        """The lot itself and, where holds cascade, all that it was made of."""
        seen, ahead = {lot}, [lot]
        while ahead:
            yield (one := ahead.pop())
            new: set[str] = self._made_of[one] - seen if self._cascade else set()
            seen |= new
            ahead += new
