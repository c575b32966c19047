"""
The account: for every place what was asked for and what was made of it, laid side by side.

Netting knows no messages: one posting or ten, early or late, in any order, the sum counts. Only where sums differ are
correlation ids looked at, to say which fact is missing or stands twice.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import accumulate, combinations
from typing import Literal

import msgspec
from lotproof.harness.judge.evidence import Evidence, Made
from lotproof.harness.judge.expect import Need, shown
from lotproof.harness.judge.places import Place, number, same
from msgspec import structs

Wrong = Literal["short", "over", "late", "by hand", "missing", "twice", "overwritten", "value", "unit"]

SUBSETS = 8
"""With more uncertain facts than this at one place any sum between least and greatest is let pass."""

COPIES = 10
"""Nobody counts one fact more often than this by coming upon it again; beyond it, the quantity itself is wrong."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A need with its clock. `must` is false where the record does not show that the integration had to know."""

    need: Need
    left_ns: int
    due_ns: int
    must: bool = True

    @property
    def fact(self) -> str:
        return self.need.fact


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is wrong at a place.

    `facts` are the ones concerned, as exactly as the record tells; `made` the effects that show it. `again`: what is
    over is whole facts once more, so they were counted twice, and not just told wrong. `limited`: the rig was too slow
    itself to tell.
    """

    wrong: Wrong
    place: Place
    facts: tuple[str, ...]
    expected: str
    observed: str
    made: tuple[Made, ...] = ()
    unit: str = ""
    again: bool = False
    limited: bool = False


class Sheet:
    """One place: asked and made, in order of time."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.asked: list[Asked] = []
        self.made: list[Made] = []
        self.troubles: tuple[Trouble, ...] = ()

    @property
    def exercised(self) -> int:
        """How many acts the integration had to carry here."""
        return sum(asked.must for asked in self.asked)

    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(asked.fact for asked in self.asked))


class Steps:
    """A sum over time: how much by a moment."""

    def __init__(self, steps: Iterable[tuple[int, Decimal]]) -> None:
        rising = sorted(steps)
        self.times = [at for at, _ in rising]
        self.sums = list(accumulate((quantity for _, quantity in rising), initial=Decimal(0)))

    def at(self, moment: int) -> Decimal:
        return self.sums[bisect_right(self.times, moment)]


class Weigh:
    """Compares a sheet of sums."""

    def __init__(self, sheet: Sheet, evidence: Evidence, half: Decimal, now_ns: int) -> None:
        self.sheet, self.evidence, self.half, self.now_ns = sheet, evidence, half, now_ns
        self.slack = half * max(1, len(sheet.made))
        self.total = sum((number(made.effect.delta) for made in sheet.made), Decimal(0))
        self.by_fact: dict[str, Decimal] = defaultdict(Decimal)
        self.unnamed = Decimal(0)
        there = {asked.fact for asked in sheet.asked}
        for made in sheet.made:
            fact = evidence.fact_of(made.effect.reference)
            if fact in there:
                self.by_fact[fact] += number(made.effect.delta)
            else:
                self.unnamed += number(made.effect.delta)

    def troubles(self) -> list[Trouble]:
        must = sum((a.need.quantity for a in self.sheet.asked if a.must), Decimal(0))
        open_ = [asked.need.quantity for asked in self.sheet.asked if not asked.must]
        off = self._off(must, open_)
        found = list(self._units())
        if off < 0:
            found.append(self._trouble("short", self._lost(-off), must))
        elif off > 0 and off > self._by_hand() + self.slack:
            facts, again = self._doubled(off)
            found.append(structs.replace(self._trouble("over", facts, must), again=again))
        found += self._hands()
        if off >= 0:
            found += self._late({fact for trouble in found for fact in trouble.facts})
        return found

    def _off(self, must: Decimal, open_: list[Decimal]) -> Decimal:
        """How far the sum is from the nearest that is right; 0 within the precision."""
        if len(open_) > SUBSETS:
            least = must + sum((q for q in open_ if q < 0), Decimal(0))
            most = must + sum((q for q in open_ if q > 0), Decimal(0))
            off = min(self.total - least, Decimal(0)) or max(self.total - most, Decimal(0))
        else:
            right = {must + sum(some, Decimal(0)) for n in range(len(open_) + 1) for some in combinations(open_, n)}
            off = min((self.total - one for one in right), key=lambda off: (abs(off), off))
        return Decimal(0) if abs(off) <= self.slack else off * self._sign(must, open_)

    def _sign(self, must: Decimal, open_: list[Decimal]) -> int:
        """Sums that go down are short when too little went down."""
        return -1 if must < 0 or (not must and sum(open_) < 0) else 1

    def _by_hand(self) -> Decimal:
        return abs(sum((number(made.effect.delta) for made in self.sheet.made if made.manual), Decimal(0)))

    def _lost(self, short: Decimal) -> tuple[str, ...]:
        """The facts that are missing: by correlation id, else those whose quantity is what is missing, else all."""
        asked = [a for a in self.sheet.asked if a.must]
        bare = [a.fact for a in asked if abs(self.by_fact.get(a.fact, Decimal(0))) < abs(a.need.quantity) - self.slack]
        if bare and len(bare) < len(asked):
            return tuple(bare)
        fitting = [a.fact for a in asked if abs(abs(a.need.quantity) - short) <= self.slack]
        return tuple(fitting or bare or [a.fact for a in asked])

    def _doubled(self, over: Decimal) -> tuple[tuple[str, ...], bool]:
        """
        The facts of which there is too much, and whether they are there once more as a whole: by correlation id, else
        those whose quantity is what is over, else all. Where each of them is right by itself, what is over is of the
        facts that the other effects here refer to.
        """
        asked = self.sheet.asked
        more = [a for a in asked if abs(self.by_fact.get(a.fact, Decimal(0))) > abs(a.need.quantity) + self.slack]
        if more:
            whole = all(self._is_multiple(self.by_fact[a.fact], a.need.quantity) for a in more)
            return tuple(a.fact for a in more), whole
        others = [fact for fact in self._named() if all(a.fact != fact for a in asked)]
        if others and all(a.fact in self.by_fact for a in asked):
            return tuple(others), False
        if self.by_fact and not self.unnamed and asked:
            return tuple(a.fact for a in asked), True
        fitting = [a.fact for a in asked if abs(abs(a.need.quantity) - over) <= self.slack]
        return tuple(fitting or [a.fact for a in asked] or self._named()), self._is_some(over)

    def _is_multiple(self, total: Decimal, once: Decimal) -> bool:
        """Whether a fact stands there twice, or a few times more."""
        times = round(total / once) if once else 0
        return 2 <= times <= COPIES and abs(total - times * once) <= self.slack

    def _is_some(self, over: Decimal) -> bool:
        """Whether what is over are some of the facts that were asked for."""
        whole = [abs(asked.need.quantity) for asked in self.sheet.asked][:SUBSETS]
        some = (sum(chosen, Decimal(0)) for n in range(1, len(whole) + 1) for chosen in combinations(whole, n))
        return any(self._is_multiple(over + one, one) for one in some)

    def _named(self) -> list[str]:
        """The facts that the effects here refer to, where nothing was asked for at all."""
        facts = (self.evidence.fact_of(made.effect.reference) for made in self.sheet.made)
        return list(dict.fromkeys(fact for fact in facts if fact))

    def _units(self) -> list[Trouble]:
        asked = next((a.need.unit for a in self.sheet.asked if a.need.unit), "")
        wrong = [made for made in self.sheet.made if asked and made.effect.unit not in ("", asked)]
        if not wrong:
            return []
        facts = self._named() or list(self.sheet.facts())
        there = ", ".join(sorted({made.effect.unit for made in wrong}))
        trouble = Trouble(
            wrong="unit", place=self.sheet.place, facts=tuple(facts), expected=asked, observed=there, made=tuple(wrong)
        )
        return [trouble]

    def _hands(self) -> list[Trouble]:
        """What people had to enter because it was missing for too long."""
        made = [one for one in self.sheet.made if one.manual]
        return [self._trouble("by hand", self.sheet.facts(), Decimal(0), made)] if made else []

    def _late(self, known: set[str]) -> list[Trouble]:
        """Facts whose effect was not in when they were due, though it came later."""
        was_short = self._shortage()
        due = sorted((a for a in self.sheet.asked if a.must and a.due_ns <= self.now_ns), key=lambda a: a.due_ns)
        late = [self._tardy(a.due_ns, a.fact) for a in due if a.fact not in known and was_short(a.due_ns)]
        return [self._trouble("late", tuple(late), Decimal(0))] if late else []

    def _shortage(self) -> Callable[[int], bool]:
        """
        Tells of a moment whether less was in than the facts that were due by then ask for. What goes the other way may
        have been made as soon as it left.
        """
        asked = self.sheet.asked
        there = Steps((made.at.mono_ns, number(made.effect.delta)) for made in self.sheet.made)
        up = Steps((a.due_ns, a.need.quantity) for a in asked if a.must and a.need.quantity > 0)
        down = Steps((a.due_ns, a.need.quantity) for a in asked if a.must and a.need.quantity < 0)
        gone = Steps((a.left_ns, a.need.quantity) for a in asked if a.need.quantity < 0)
        come = Steps((a.left_ns, a.need.quantity) for a in asked if a.need.quantity > 0)

        def was_short(at: int) -> bool:
            least, most = up.at(at) + gone.at(at), down.at(at) + come.at(at)
            return (
                not least - self.slack <= there.at(at) <= most + self.slack
                if down.times
                else (there.at(at) < least - self.slack)
            )

        return was_short

    def _tardy(self, due_ns: int, fact: str) -> str:
        """Which of the facts that are due is not in: by correlation id, else the one that is due now."""
        by_then: dict[str, Decimal] = defaultdict(Decimal)
        for made in self.sheet.made:
            if made.at.mono_ns <= due_ns:
                by_then[self.evidence.fact_of(made.effect.reference)] += number(made.effect.delta)
        due = [a for a in self.sheet.asked if a.must and a.due_ns <= due_ns]
        bare = [a.fact for a in due if abs(by_then[a.fact]) < abs(a.need.quantity) - self.slack]
        return bare[0] if bare and len(bare) < len(due) else fact

    def _trouble(self, wrong: Wrong, facts: tuple[str, ...], must: Decimal, made: list[Made] | None = None) -> Trouble:
        unit = next((a.need.unit for a in self.sheet.asked if a.need.unit), "")
        unit = unit or next((m.effect.unit for m in self.sheet.made if m.effect.unit), "")
        return Trouble(
            wrong=wrong,
            place=self.sheet.place,
            facts=tuple(dict.fromkeys(facts)),
            expected=f"{must.normalize():f}",
            observed=f"{self.total.normalize():f}",
            made=tuple(self.sheet.made if made is None else made),
            unit=unit,
        )


class Read:
    """Compares a sheet of values: `last` (the latest counts) and `one` (exactly one entity bears it)."""

    def __init__(self, sheet: Sheet, now_ns: int) -> None:
        self.sheet, self.place, self.now_ns = sheet, sheet.place, now_ns

    def one(self) -> list[Trouble]:
        """Exactly one entity with this value."""
        bearers: dict[str, list[Made]] = defaultdict(list)
        for made in self.sheet.made:
            bearers[made.effect.key].append(made)
        own = [key for key, made in bearers.items() if not made[0].manual]
        by_hand = [made[0] for made in bearers.values() if made[0].manual]
        asked = next((a for a in self.sheet.asked if a.must), None)
        found = (
            [self._trouble("by hand", "entered by the integration", "entered by people", by_hand)] if by_hand else []
        )
        if len(own) > 1 or (own and not self.sheet.asked):
            found.append(self._trouble("twice", str(len(self.sheet.asked) and 1), str(len(own)), self.sheet.made))
        elif not bearers and asked and asked.due_ns <= self.now_ns:
            found.append(self._trouble("missing", "1", "none", []))
        elif asked and own and not by_hand and (first := self.sheet.made[0]).at.mono_ns > asked.due_ns:
            found.append(self._trouble("late", "by its deadline", "later", [first]))
        return found

    def last(self, start: str = "") -> list[Trouble]:
        """At each due time, and from then on until the next act, the value is the one asked for."""
        found: list[Trouble] = []
        for at, asked in enumerate(self.sheet.asked):
            until = self.sheet.asked[at + 1].left_ns if at + 1 < len(self.sheet.asked) else self.now_ns + 1
            if asked.must and asked.due_ns < until:
                found += self._held(asked, until, start)
        hands = [made for made in self.sheet.made if made.manual]
        return found + ([self._trouble("by hand", "by the integration", "by people", hands)] if hands else [])

    def _held(self, asked: Asked, until_ns: int, start: str) -> list[Trouble]:
        there, when = start, 0
        for made in self.sheet.made:
            if made.at.mono_ns > asked.due_ns:
                break
            there, when = self._worth(made), made.at.mono_ns
        after = [m for m in self.sheet.made if asked.due_ns < m.at.mono_ns < until_ns]
        if not same(there, asked.need.value):
            return [self._absent(asked, there, after, when)]
        gone = [m for m in after if not same(self._worth(m), asked.need.value)]
        return [self._of(asked, "overwritten", self._worth(gone[0]), [gone[0]])] if gone else []

    def _absent(self, asked: Asked, there: str, after: list[Made], when: int) -> Trouble:
        """Not there when it was due: late, never, or written and written over before that."""
        if any(same(self._worth(made), asked.need.value) for made in after):
            return self._of(asked, "late", there or "nothing", after[:1])
        before = [m for m in self.sheet.made if asked.left_ns <= m.at.mono_ns <= asked.due_ns]
        if any(same(self._worth(made), asked.need.value) for made in before):
            return self._of(asked, "overwritten", there, before)
        return self._of(asked, "missing", there or "nothing", [m for m in self.sheet.made if m.at.mono_ns == when])

    def _worth(self, made: Made) -> str:
        value = made.effect.value
        return shown(self.place.system, value) if self.place.path[1:] == ("lot", "status") else value

    def _of(self, asked: Asked, wrong: Wrong, observed: str, made: list[Made]) -> Trouble:
        return Trouble(
            wrong=wrong,
            place=self.place,
            facts=(asked.fact,),
            expected=asked.need.value,
            observed=observed,
            made=tuple(made),
            unit=asked.need.unit,
        )

    def _trouble(self, wrong: Wrong, expected: str, observed: str, made: list[Made]) -> Trouble:
        return Trouble(
            wrong=wrong,
            place=self.place,
            facts=self.sheet.facts(),
            expected=expected,
            observed=observed,
            made=tuple(made),
        )
