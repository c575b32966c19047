"""The plant's diary: facts in plant order, numbered; each stream counts for itself. Several plants write into one."""

from collections import Counter
from typing import Any

import msgspec
from lotproof.harness.model.facts import Fact, FactKind
from lotproof.harness.model.seams import DeskCall


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, and what a person enters for it where that is so."""

    fact: Fact
    desk: DeskCall | None = None


class _Book:
    """What is written so far: new happenings, the count of facts and of each stream, facts by what they are about."""

    def __init__(self) -> None:
        self.new: list[Happening] = []
        self.facts = 0
        self.seq: Counter[str] = Counter()
        self.of: dict[tuple[str, str], list[str]] = {}


class Diary:
    """Writes facts of one plant down; `drain` gives what is new. It remembers facts by what they were about."""

    def __init__(self, plant: str, book: _Book | None = None) -> None:
        self.plant = plant
        self._book = book or _Book()

    def at(self, plant: str) -> "Diary":
        """The same diary, in the hands of another plant."""
        return Diary(plant, self._book)

    def floor(self, kind: FactKind, at_us: int, equipment: str, **more: Any) -> Fact:
        """A machine's fact: it stands on the wires under its own stream and number."""
        stream = f"{self.plant}/{equipment}/{kind}"
        seq = self._book.seq[stream]
        self._book.seq[stream] += 1
        return self._write(kind, at_us, None, equipment=equipment, stream=stream, seq=seq, **more)

    def desk(self, kind: FactKind, at_us: int, call: DeskCall, **more: Any) -> Fact:
        """A fact that people enter at a business system."""
        return self._write(kind, at_us, call, system=call.system, manual=call.manual, **more)

    def drain(self) -> list[Happening]:
        """What was written since the last time."""
        new, self._book.new = self._book.new, []
        return new

    def remember(self, fact: Fact, *about: tuple[str, str]) -> Fact:
        """Note that this fact was about these things, so that later facts can name it as their cause."""
        for thing in about:
            self._book.of.setdefault(thing, []).append(fact.id)
        return fact

    def causes(self, *about: tuple[str, str]) -> tuple[str, ...]:
        """The facts about these things so far, in plant order."""
        found = {fact for thing in about for fact in self._book.of.get(thing, ())}
        return tuple(sorted(found, key=lambda fact: int(fact[1:])))

    def _write(self, kind: FactKind, at_us: int, call: DeskCall | None, **more: Any) -> Fact:
        self._book.facts += 1
        fact = Fact(id=f"f{self._book.facts}", kind=kind, at_us=at_us, plant=self.plant, **more)
        self._book.new.append(Happening(fact=fact, desk=call))
        return fact
