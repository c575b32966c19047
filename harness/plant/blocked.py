"""
What quality has blocked, as the plant itself knows it: by holds and rejections, and what was made of that.

A system that knows so refuses such a lot. Who wants to see that tries it (`attempt`); a plant that just does it would
tell of what cannot have happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lotproof.harness.plant.papers import Unplayable


class Blocked:
    """Why each lot (ITEM/LOT) is blocked, wherever it lies; what it was made of; the acts (by row) that are tried."""

    def __init__(self, cascade: bool) -> None:
        self._cascade = cascade
        self._why: dict[str, set[str]] = defaultdict(set)
        self._made_of: dict[str, set[str]] = defaultdict(set)
        self.tried: set[int] = set()

    def block(self, lot: str, why: str) -> None:
        self._why[lot].add(why)

    def free(self, lot: str, why: str) -> None:
        self._why[lot].discard(why)

    def made(self, lot: str, of: Iterable[str]) -> None:
        self._made_of[lot].update(of)

    def check(self, row: int, lots: Iterable[str]) -> None:
        """
        Raises:
            Unplayable: if one of these lots is blocked, and the act is not tried.
        """
        for lot in lots if row not in self.tried else ():
            for one in self._behind(lot):
                if self._why.get(one):
                    by = f"by {min(self._why[one])}" + (f" on {one}" if one != lot else "")
                    where = "Let it be tried (`attempt`), or wait until the lot is free."
                    raise Unplayable(f"{lot} is blocked {by}: a system refuses it", where)

    def _behind(self, lot: str) -> Iterator[str]:
        """The lot itself and, where holds cascade, all that it was made of."""
        seen, ahead = {lot}, [lot]
        while ahead:
            yield (one := ahead.pop())
            new: set[str] = self._made_of[one] - seen if self._cascade else set()
            seen |= new
            ahead += new
