"""The plant's diary: facts in plant order, numbered; each stream counts for itself. Several plants write into one."""

from collections import Counter
from collections.abc import Callable
from copy import copy
from typing import Any

import msgspec
from lotproof.harness.model.facts import Fact, FactKind
from lotproof.harness.model.seams import DeskCall


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, and what a person enters for it where that is so."""

    fact: Fact
    desk: DeskCall | None = None


class Numbers:
    """How many facts there were so far, and how many on each stream; days that are played in a row share them."""

    def __init__(self) -> None:
        self.facts = 0
        self.seq: Counter[str] = Counter()


class Diary:
    """
    Writes facts down; `drain` gives what is new, or `tell` takes each at once. `causes` remembers facts by what they
    were about.
    """

    def __init__(
        self, plant: str, numbers: Numbers | None = None, tell: Callable[[Happening], None] | None = None
    ) -> None:
        self.plant = plant
        self._numbers = numbers or Numbers()
        self._new: list[Happening] = []
        self._tell = tell or self._new.append
        self._of: dict[tuple[str, str], list[str]] = {}

    def at(self, plant: str) -> "Diary":
        """The same diary, in the hands of another plant."""
        other = copy(self)
        other.plant = plant
        return other

    def floor(self, kind: FactKind, at_us: int, equipment: str, **more: Any) -> Fact:
        """A machine's fact: it stands on the wires under its own stream and number."""
        stream = f"{self.plant}/{equipment}/{kind}"
        seq = self._numbers.seq[stream]
        self._numbers.seq[stream] += 1
        return self._write(kind, at_us, None, equipment=equipment, stream=stream, seq=seq, **more)

    def desk(self, kind: FactKind, at_us: int, call: DeskCall, **more: Any) -> Fact:
        """A fact that people enter at a business system."""
        return self._write(kind, at_us, call, system=call.system, manual=call.manual, **more)

    def drain(self) -> list[Happening]:
        """What was written since the last time."""
        if not self._new:
            return []
        new = self._new[:]
        self._new.clear()
        return new

    def remember(self, fact: Fact, *about: tuple[str, str]) -> Fact:
        """Note that this fact was about these things, so that later facts can name it as their cause."""
        for thing in about:
            self._of.setdefault(thing, []).append(fact.id)
        return fact

    def __contains__(self, thing: tuple[str, str]) -> bool:
        """Whether any fact so far was about this."""
        return thing in self._of

    def causes(self, *about: tuple[str, str]) -> tuple[str, ...]:
        """The facts about these things so far, in plant order."""
        if len(about) == 1:
            return tuple(dict.fromkeys(self._of.get(about[0], ())))
        found = {fact for thing in about for fact in self._of.get(thing, ())}
        return tuple(sorted(found, key=lambda fact: int(fact[1:])))

    def _write(self, kind: FactKind, at_us: int, call: DeskCall | None, **more: Any) -> Fact:
        self._numbers.facts += 1
        fact = Fact(id=f"f{self._numbers.facts}", kind=kind, at_us=at_us, plant=self.plant, **more)
        self._tell(Happening(fact=fact, desk=call))
        return fact
