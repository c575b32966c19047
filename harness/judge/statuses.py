"""
The book of lots: which quality state each lot is in, and so which stock status every system must show.

A hold covers what was split from or made of the lot, in every plant, also what is made later. Several holds stand side
by side; a release takes one away. Nothing revives what was scrapped or rejected. What lies in a tank hands on no hold
but its own: which lots can be in a draw is not the same for each.

    scrapped > held > rejected > undecided > accepted
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lotproof.harness.judge.terms import Terms

STAYS = {"held": "still", "scrapped": "dead", "rejected": "dead"}
"""Why a lot stays blocked though a hold was released."""


class Change(NamedTuple):
    """
    A lot whose expected status follows from an act. `why` is what the act was to this lot: `decided`, `held`,
    `cascade`, `released`, `still` (another hold is in force), `dead` (it was scrapped or rejected), `scrapped`; `state`
    is its quality state.
    """

    item: str
    lot: str
    status: str
    state: str
    why: str


class Lots:
    """All lots of a run, each under its key `lot:ITEM:NUMBER`."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.known: set[str] = set()
        self.contents: set[str] = set()
        """Lots that are the content of a tank."""
        self._decision: dict[str, str] = {}
        self._scrapped: set[str] = set()
        self._holds: dict[str, set[str]] = defaultdict(set)
        self._own: dict[str, set[str]] = defaultdict(set)
        self._made: dict[str, set[str]] = defaultdict(set)
        self._made_of: dict[str, set[str]] = defaultdict(set)

    def state(self, lot: str) -> str:
        """The quality state that counts."""
        if lot in self._scrapped:
            return "scrapped"
        if self._holds.get(lot):
            return "held"
        return self._decision.get(lot, "accepted")

    def holds(self, lot: str) -> frozenset[str]:
        return frozenset(self._holds.get(lot, ()))

    def status(self, lot: str) -> str:
        return self.terms.lot_status[self.state(lot)]

    def received(self, lot: str, inspected: bool) -> None:
        """A lot came in; where it is inspected nothing is decided yet."""
        if lot not in self.known:
            self.known.add(lot)
            if inspected:
                self._decision[lot] = "undecided"

    def made(self, lot: str, of: Iterable[str], *, content: bool = False) -> Iterator[Change]:
        """
        A lot was made, or more of it; it inherits every hold of what it was made of. `content` says that it lies in a
        tank; then, and where it came from one, `of` are the lots that can be in it too.
        """
        self.known.add(lot)
        if content:
            self.contents.add(lot)
        parents = {parent for parent in of if parent != lot}
        self._made_of[lot] |= parents
        for parent in parents:
            self._made[parent].add(lot)
        inherited = set().union(*(self._handed_on(parent) for parent in parents))
        yield from self._cover(lot, inherited, "cascade")

    def _handed_on(self, parent: str) -> set[str]:
        return (self._own if parent in self.contents else self._holds).get(parent, set())

    def unmade(self, parent: str, lots: Iterable[str]) -> None:
        """What was taken for a part of these lots was none."""
        for lot in lots:
            self._made_of[lot].discard(parent)
            self._made[parent].discard(lot)

    def decided(self, lot: str, decision: str) -> Iterator[Change]:
        self._decision[lot] = decision if decision in self.terms.lot_status else "accepted"
        yield self._change(lot, "decided")

    def held(self, lot: str, hold: str) -> Iterator[Change]:
        self._own[lot].add(hold)
        yield from self._cover(lot, {hold}, "held")

    def released(self, lot: str, hold: str) -> Iterator[Change]:
        """One hold is taken away, from the lot and from all that it covered."""
        self._own[lot].discard(hold)
        for covered in self._descent(lot):
            if hold in self._holds.get(covered, ()):
                self._holds[covered].discard(hold)
                yield self._change(covered, STAYS.get(self.state(covered), "released"))

    def scrapped(self, lot: str) -> Iterator[Change]:
        self._scrapped.add(lot)
        yield self._change(lot, "scrapped")

    def descent(self, lot: str) -> set[str]:
        """The lot and all that was made of it."""
        return set(self._descent(lot))

    def _cover(self, lot: str, holds: set[str], why: str) -> Iterator[Change]:
        """Holds come over a lot and what was made of it; a lot that is covered already has no change."""
        if not holds:
            return
        for covered in self._descent(lot) if self.terms.cascade == "made_of" else [lot]:
            if not holds <= self._holds[covered]:
                self._holds[covered] |= holds
                yield self._change(covered, why if covered == lot else "cascade")

    def _descent(self, lot: str) -> list[str]:
        """What a hold on a lot covers, from it on; at a tank's content it ends, unless that is what is held."""
        seen, found = {lot}, [lot]
        for at in found:
            ends = at in self.contents and lot not in self.contents
            for child in () if ends else sorted(self._made.get(at, ())):
                if child not in seen:
                    seen.add(child)
                    found.append(child)
        return found

    def _change(self, lot: str, why: str) -> Change:
        _, item, number = lot.split(":", 2)
        return Change(item=item, lot=number, status=self.status(lot), state=self.state(lot), why=why)
