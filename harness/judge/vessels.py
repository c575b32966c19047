"""
Tanks and silos, as the facts tell of them: what was filled in, what was drawn out, and so what must or may be in what.

    consumed (WHEAT WA) --> step --> produced (SILOWHEAT S1, at SILO1)      a fill of WA
    consumed (SILOWHEAT S1, from SILO1) --> step --> produced (FLOUR FX)    a draw for that step
    consumed from one tank, produced into another                           a transfer

A tank is a location for which the enterprise declares how it mixes. What leaves it bears the number of its content, not
those of the lots in it: nobody knows which they are. What is known are bounds (`harness.judge.bounds`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from lotproof.harness.judge.bounds import Bound, Draw, Fill, Mixing, Move, Transfer, bounds
from lotproof.harness.judge.bounds.api import UNKNOWN_MIXING
from lotproof.harness.judge.bounds.moves import LOSS
from lotproof.harness.judge.places import number
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.genealogy import MADE_OF, MAKES

ASKED = "asked"
NEVER = float("inf")
NOTHING = Bound(Decimal(0), Decimal(0))


class Drawn(NamedTuple):
    """One draw: by which fact, for which step, of which content of which tank, when, and how much."""

    fact: str
    step: str
    content: str
    vessel: str
    at: int
    quantity: Decimal


class Vessels:
    """
    All tanks of a record. `tanks` says how each mixes, by `PLANT/LOCATION`.

    Fills and draws count in the order of their event times; a consumption that was taken back is none. A fill bears
    what went into its step in the shares in which it went in.
    """

    def __init__(self, facts: Iterable[Fact], tanks: Mapping[str, Mixing]) -> None:
        self._tanks = tanks
        self._moves: list[Move] = []
        self._fills: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._transfers: list[tuple[int, Transfer]] = []
        self._known: dict[tuple[frozenset[str], frozenset[str]], Bound] = {}
        self._arrived: dict[tuple[str, float], dict[str, int]] = {}
        self.draws: dict[str, Drawn] = {}
        self._contents: set[str] = set()
        told = sorted(facts, key=lambda fact: fact.at_us) if tanks else []
        undone = {cause for fact in told if fact.kind == "reversed" for cause in fact.causes}
        self.filling: set[tuple[str, str]] = {
            (step_key(fact), portion.item)
            for fact in told
            for portion in fact.outs
            if fact.kind == "produced" and self._tank(fact, portion)
        }
        """Steps and the contents that they fill into a tank."""
        self._steps = {step for step, _ in self.filling}
        self._pending: dict[str, list[tuple[Portion, str]]] = defaultdict(list)
        for fact in told:
            if fact.id not in undone:
                self._tell(fact)
        self._group = self._grouped()

    def _tank(self, fact: Fact, portion: Portion) -> str:
        """The tank that a portion lies in, '' if it lies in none."""
        place = place_of(fact, portion)
        return place if place in self._tanks else ""

    def _tell(self, fact: Fact) -> None:
        if fact.kind == "consumed":
            for portion in fact.ins:
                self._consumed(fact, portion)
        elif fact.kind == "produced":
            for portion in fact.outs:
                vessel = self._tank(fact, portion)
                if vessel and portion.role in MAKES:
                    self._filled(fact, portion, vessel)
        elif fact.kind == "disposed":
            gone = [(self._tank(fact, one), number(one.quantity)) for one in fact.ins or fact.outs]
            self._moves += [Draw(vessel=vessel, name=LOSS, quantity=much) for vessel, much in gone if vessel and much]

    def _consumed(self, fact: Fact, portion: Portion) -> None:
        vessel, much = self._tank(fact, portion), number(portion.quantity)
        if vessel:
            self._contents.add(portion.item)
        if portion.role not in MADE_OF or much <= 0:
            return
        if step_key(fact) in self._steps:
            self._pending[step_key(fact)].append((portion, vessel))
        elif vessel:
            self._moves.append(Draw(vessel=vessel, name=fact.id, quantity=much))
            self.draws[fact.id] = Drawn(fact.id, step_key(fact), portion.item, vessel, fact.at_us, much)

    def _filled(self, fact: Fact, made: Portion, vessel: str) -> None:
        self._contents.add(made.item)
        parts = self._pending.pop(step_key(fact), []) or [(made, "")]
        total = sum((number(one.quantity) for one, _ in parts), Decimal(0))
        for portion, source in parts:
            much = number(portion.quantity) * number(made.quantity) / total if total else Decimal(0)
            if much <= 0:
                continue
            if source:
                self._moves.append(transfer := Transfer(source=source, target=vessel, quantity=much))
                self._transfers.append((fact.at_us, transfer))
            else:
                self._moves.append(Fill(vessel=vessel, lot=portion.item, quantity=much))
                self._fills[vessel, portion.item].append(fact.at_us)

    # -- which tanks belong together --------------------------------------------------------------------------------

    def _grouped(self) -> dict[str, str]:
        """Each tank with the name of those that it is joined to by transfers."""
        group = {vessel: vessel for vessel in self._tanks}
        for move in self._moves:
            if isinstance(move, Transfer):
                old, new = group[move.source], group[move.target]
                group = {vessel: new if of == old else of for vessel, of in group.items()}
        return group

    def _history(self, group: str) -> list[Move]:
        return [move for move in self._moves if self._group[_where(move)] == group]

    def _mixing(self, group: str) -> Mixing:
        """How the tanks of a group mix; where they differ, bounds that hold for every way."""
        kinds = {self._tanks[vessel] for vessel, of in self._group.items() if of == group}
        many = sum(of == group for of in self._group.values()) > 1
        one = next(iter(kinds))
        return UNKNOWN_MIXING if len(kinds) > 1 or (many and one.kind == "fifo") else one

    # -- what is asked ----------------------------------------------------------------------------------------------

    def taken(self, step: str, until: float, content: str = "") -> frozenset[str]:
        """The draws of a step by then; with `content` those of it alone."""
        drawn = (one for one in self.draws.values() if one.step == step and one.at <= until)
        return frozenset(one.fact for one in drawn if not content or one.content == content)

    def lots(self, draws: Iterable[str]) -> dict[str, int]:
        """
        All lots that the tanks of these draws ever held, with the moment of the first fill. What came in unnamed bears
        the content's own number; it stands for itself, and is none of them.
        """
        groups = {self._group[self.draws[draw].vessel] for draw in draws}
        found: dict[str, int] = {}
        for (vessel, lot), times in self._fills.items():
            if self._group[vessel] in groups and lot not in self._contents:
                found[lot] = min(*times, found.get(lot, times[0]))
        return found

    def came(self, lot: str, draw: str, slack_us: float = 0) -> bool:
        """
        Whether a lot can have been in the tank of a draw by then, as far as time goes: filled in, or brought there by
        transfers, each no earlier than the one before. Clocks may differ by `slack_us`; infinite, only the ways count.
        """
        at = self._arrivals(lot, slack_us).get(self.draws[draw].vessel)
        return at is not None and at <= self.draws[draw].at + slack_us

    def _arrivals(self, lot: str, slack_us: float) -> dict[str, int]:
        """When a lot first can have come into each tank; a tank that it never got to is left out."""
        if (lot, slack_us) not in self._arrived:
            found = {vessel: min(times) for (vessel, one), times in self._fills.items() if one == lot}
            todo = list(found)
            while todo:
                source = todo.pop()
                for at, one in self._transfers:
                    if one.source == source and found[source] <= at + slack_us and at < found.get(one.target, NEVER):
                        found[one.target] = at
                        todo.append(one.target)
            self._arrived[lot, slack_us] = found
        return self._arrived[lot, slack_us]

    def draws_of(self, lots: Iterable[str]) -> dict[str, Drawn]:
        """All draws from the tanks that ever held one of these lots."""
        wanted = set(lots) - self._contents
        groups = {self._group[vessel] for vessel, lot in self._fills if lot in wanted}
        return {draw: one for draw, one in self.draws.items() if self._group[one.vessel] in groups}

    def bound(self, draws: Iterable[str], lots: Iterable[str]) -> Bound:
        """How much of these lots, taken together, is in these draws, taken together: at least and at most."""
        key = frozenset(draws), frozenset(lots)
        if key not in self._known:
            self._known[key] = self._bound(*key)
        return self._known[key]

    def _bound(self, draws: frozenset[str], lots: frozenset[str]) -> Bound:
        """Tanks that are not joined know nothing of each other: what they hold adds up."""
        placed = sorted((self._group[self.draws[draw].vessel], draw) for draw in draws)
        low, high, least = NOTHING.lo, NOTHING.hi, NOTHING.epsilon
        for group, some in groupby(placed, key=itemgetter(0)):
            names = {draw for _, draw in some}
            found = bounds(_renamed(self._history(group), names), ASKED, lots, self._mixing(group))
            low, high, least = low + found.lo, high + found.hi, max(least, found.epsilon)
        return Bound(low, high, least)

    def least(self, draws: Iterable[str], lots: Iterable[str]) -> Decimal | None:
        """
        The least that who tells only of draws with some of these lots tells of: all that must hold some; where none of
        them alone must, the smallest that can. None where none can.
        """
        says = {draw: self.bound([draw], lots).says for draw in draws}
        must = [self.draws[draw].quantity for draw, said in says.items() if said == "must"]
        can = [self.draws[draw].quantity for draw, said in says.items() if said != "must_not"]
        return sum(must, Decimal(0)) if must else min(can, default=None)

    def certain(self, draws: frozenset[str]) -> Iterator[tuple[str, int]]:
        """The lots that must be in these draws, each with the moment of its first fill."""
        for lot, since in self.lots(draws).items():
            if self.bound(draws, {lot}).says == "must":
                yield lot, since

    def possible(self, draws: frozenset[str]) -> set[str]:
        """The lots that can be in these draws."""
        return {lot for lot in self.lots(draws) if self.bound(draws, {lot}).says != "must_not"}


def step_key(fact: Fact) -> str:
    """The genealogy step of a fact: as the floor groups them, else by the order."""
    return fact.step or f"{fact.order}/{fact.operation}"


def place_of(fact: Fact, portion: Portion) -> str:
    """Where a portion lies, or lay: `PLANT/LOCATION`."""
    return f"{fact.plant}/{portion.location}"


def _where(move: Move) -> str:
    return move.target if isinstance(move, Transfer) else move.vessel


def _renamed(history: Sequence[Move], draws: set[str]) -> list[Move]:
    """The same history, with one name for all draws that are asked about."""
    return [
        Draw(vessel=move.vessel, name=ASKED, quantity=move.quantity)
        if isinstance(move, Draw) and move.name in draws
        else move
        for move in history
    ]
