"""
Open facts: which facts have must-effects that are not in yet. The conductor goes on only while there are few.

Each fact and each effect is looked at once; the count never looks back.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from lotproof.harness.judge.expect import Course, Need, shown
from lotproof.harness.judge.places import Place, number, place_of, same
from lotproof.harness.judge.terms import Terms
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.items import parse


class _Sum:
    """A sum that fills up: the facts that wait for it, in order, each with the sum that it needs."""

    def __init__(self) -> None:
        self.there, self.asked, self.slack = Decimal(0), Decimal(0), Decimal(0)
        self.waiting: deque[tuple[Decimal, str]] = deque()

    def met(self) -> list[str]:
        """The facts whose effects are in, by now: all when the sums agree, else the first ones."""
        if abs(self.there - self.asked) <= self.slack:
            done = [fact for _, fact in self.waiting]
            self.waiting.clear()
            return done
        done = []
        while self.waiting and self._reached(self.waiting[0][0]):
            done.append(self.waiting.popleft()[1])
        return done

    def _reached(self, asked: Decimal) -> bool:
        return self.there >= asked - self.slack if asked > 0 else self.there <= asked + self.slack


class OpenFacts:
    """
    A live count, by the same rules as the judge's afterwards.

    A fact that the exception queue may bear is not waited for, nor a value that a later fact replaced, nor what belongs
    to no flow of `carried`.
    """

    def __init__(self, enterprise: Mapping[str, Any], carried: Collection[str] = tuple(FLOWS)) -> None:
        self.carried = frozenset(carried)
        self.terms = Terms.of(enterprise)
        self.course = Course(self.terms)
        self._sums: dict[Place, _Sum] = defaultdict(_Sum)
        self._values: dict[Place, str] = {}
        self._wanted: dict[Place, tuple[str, str]] = {}
        self._newest: dict[Place, tuple[str, str]] = {}
        self._left: dict[str, int] = {}
        self._used: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self.to_raise: dict[str, tuple[str, ...]] = {}
        """Facts that only the exception queue can bear, with the names by which it may call them."""

    @property
    def open(self) -> tuple[str, ...]:
        """The ids of the facts that still wait, oldest first."""
        return tuple(self._left)

    def on_fact(self, fact: Fact, start_us: int) -> None:
        """A rendered fact left the plant or its system."""
        for need in self.course.tell(fact):
            if need.excused == "unknown lot":
                lots = (portion.item.rpartition(":")[2] for portion in fact.ins)
                self.to_raise[fact.id] = (f"{fact.stream}#{start_us + fact.seq}", *lots)
            if need.excused:
                self._newest.pop(need.place, None)
            elif need.flow in self.carried and not self._void(need):
                self._ask(need)
        if fact.order and "material_issue" in self.carried:
            self._complete(fact)

    def _complete(self, fact: Fact) -> None:
        """An order that is completed without a lot of a component is to be raised, unless that comes after all."""
        used = self._used[fact.order]
        for portion in fact.ins if fact.kind in ("consumed", "reversed") else ():
            used[parse(portion.item).scope] += number(portion.quantity) * (1 if fact.kind == "consumed" else -1)
        item = self.course.orders.get(fact.order, {}).get("item", "")
        lacking = {one for one in self.terms.components(item) if used[one] <= 0}
        if fact.kind == "order_completed" and lacking:
            self.to_raise[fact.order] = (fact.order,)
        elif not lacking:
            self.to_raise.pop(fact.order, None)

    def on_effect(self, effect: Effect) -> None:
        """A system committed a change, whoever asked for it."""
        if effect.entity == "hold" and effect.by_rule:
            self._rule_hold(effect)
        place = place_of(effect)
        if place is None:
            return
        if place.how == "sum":
            total = self._sums[place]
            total.there += number(effect.delta)
            total.slack += self.terms.half(effect.item)
            self._done(total.met())
        else:
            self._values[place] = _value(place, effect)
            self._again(place)
            self._look(place)

    def _rule_hold(self, effect: Effect) -> None:
        """QMS placed a hold by its own rule: from now on it is waited for like one that people placed."""
        if effect.value == "active" and effect.key not in self.course.holds_known:
            words = {"hold": effect.key}
            subject = f"lot:{effect.item}:{effect.lot}"
            fact = Fact(id=f"hold:{effect.key}", kind="hold_placed", at_us=0, plant="", subject=subject, words=words)
            self.on_fact(fact, 0)

    def _ask(self, need: Need) -> None:
        self._left[need.fact] = self._left.get(need.fact, 0) + 1
        if need.place.how == "sum":
            total = self._sums[need.place]
            total.asked += need.quantity
            total.waiting.append((total.asked, need.fact))
            self._done(total.met())
        else:
            replaced = self._wanted.get(need.place)
            self._wanted[need.place] = self._newest[need.place] = (need.value, need.fact)
            self._done([replaced[1]] if replaced else [])
            self._look(need.place)

    def _again(self, place: Place) -> None:
        """What was there is there no more: an older word came late, and the newest is waited for again."""
        value, fact = self._newest.get(place, ("", ""))
        if fact and place not in self._wanted and not same(self._values[place], value):
            self._wanted[place] = (value, fact)
            self._left[fact] = self._left.get(fact, 0) + 1

    def _look(self, place: Place) -> None:
        """Whether a place shows the value that is waited for."""
        wanted = self._wanted.get(place)
        there = self._values.get(place, "free" if place.entity == "lot" and place.field == "status" else "")
        if wanted and same(there, wanted[0]):
            del self._wanted[place]
            self._done([wanted[1]])

    def _done(self, facts: list[str]) -> None:
        for fact in facts:
            left = self._left.get(fact, 0) - 1
            if left > 0:
                self._left[fact] = left
            else:
                self._left.pop(fact, None)

    def _void(self, need: Need) -> bool:
        """A cancellation of an order that has not arrived: the order itself is not waited for any longer."""
        if need.value != "cancelled" or need.place.entity != "work_order":
            return False
        arrived = Place("mes", "work_order", "order", need.place.of)
        if arrived in self._values:
            return False
        for field in ("order", "quantity"):
            gone = self._wanted.pop(Place("mes", "work_order", field, need.place.of), None)
            self._done([gone[1]] if gone else [])
        return True


def _value(place: Place, effect: Effect) -> str:
    return shown(place.system, effect.value) if place.entity == "lot" and place.field == "status" else effect.value
