"""
What quality has blocked, as the plant itself knows it: by holds and rejections, and what was made of that.

A system that knows so refuses such a lot. Who wants to see that tries it (`attempt`); a plant that just does it would
tell of what cannot have happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lotproof.harness.plant.papers import Unplayable

Here = tuple[str, str]
"""A lot (ITEM/LOT) in a plant: a hold counts where it was placed."""


class Blocked:
    """Why each lot is blocked, what it was made of, and the acts (by row) that are tried."""

    def __init__(self, cascade: bool) -> None:
        self._cascade = cascade
        self._why: dict[Here, set[str]] = defaultdict(set)
        self._made_of: dict[Here, set[Here]] = defaultdict(set)
        self.tried: set[int] = set()

    def block(self, lot: Here, why: str) -> None:
        self._why[lot].add(why)

    def free(self, lot: Here, why: str) -> None:
        self._why[lot].discard(why)

    def made(self, lot: Here, of: Iterable[Here]) -> None:
        self._made_of[lot].update(of)

    def check(self, row: int, lots: Iterable[Here]) -> None:
        """
        Raises:
            Unplayable: if one of these lots is blocked, and the act is not tried.
        """
        for lot in lots if row not in self.tried else ():
            for one in self._behind(lot):
                if self._why.get(one):
                    by = f"by {min(self._why[one])}" + (f" on {one[1]}" if one != lot else "")
                    where = "Let it be tried (`attempt`), or wait until the lot is free."
                    raise Unplayable(f"{lot[1]} is blocked here {by}: a system refuses it", where)

    def _behind(self, lot: Here) -> Iterator[Here]:
        """The lot itself and, where holds cascade, all that it was made of."""
        seen, ahead = {lot}, [lot]
        while ahead:
            yield (one := ahead.pop())
            new: set[Here] = self._made_of[one] - seen if self._cascade else set()
            seen |= new
            ahead += new
