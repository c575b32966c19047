"""
Trouble: which planned strike begins now, and which strikes are at work.

    fact or call --Anchor--> StrikePlan --kind.where--> channel | systems | process
"""

from collections import Counter
from collections.abc import Iterator

from lotproof.harness.model.entries import Strike
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import StrikePlan


class Anchors:
    """Counts facts and calls, and gives each planned strike once, when its anchor is reached."""

    def __init__(self, trouble: tuple[StrikePlan, ...]) -> None:
        self._waiting = list(trouble)
        self._seen: Counter[str] = Counter()

    def at_fact(self, fact: Fact) -> Iterator[StrikePlan]:
        """The strikes that begin with this fact (identifiers as in the plan, not rendered)."""
        yield from self._due(lambda anchor: anchor.fact == fact.kind and anchor.fits(fact))

    def at_call(self, system: str, op: str) -> Iterator[StrikePlan]:
        """The strikes that begin with this call of the integration under test."""
        yield from self._due(lambda anchor: anchor.call == f"{system}.{op}")

    @property
    def waiting(self) -> tuple[StrikePlan, ...]:
        return tuple(self._waiting)

    def close(self) -> None:
        """No strike begins from here on."""
        self._waiting.clear()

    def _due(self, here) -> Iterator[StrikePlan]:  # type: ignore[no-untyped-def]
        for plan in [plan for plan in self._waiting if here(plan.at)]:
            self._seen[plan.name] += 1
            if self._seen[plan.name] == plan.at.nth:
                self._waiting.remove(plan)
                yield plan


class AtWork:
    """The strikes that have begun and not ended, and what they hinder."""

    def __init__(self) -> None:
        self._open: dict[str, Strike] = {}
        self.count: Counter[str] = Counter()

    def note(self, strike: Strike) -> None:
        self.count[f"{strike.fault}:{strike.phase}"] += 1
        if strike.phase == "start":
            self._open[strike.strike] = strike
        elif strike.phase == "end":
            self._open.pop(strike.strike, None)

    def hinders(self, flows: tuple[str, ...]) -> bool:
        """Whether a strike that is at work holds the deadline of any of these flows."""
        return any(set(strike.hinders) & set(flows) for strike in self._open.values())

    def has(self, fault: str) -> bool:
        """Whether a strike of this fault is at work."""
        return any(strike.fault == fault for strike in self._open.values())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._open)
