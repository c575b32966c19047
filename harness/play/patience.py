"""
Patience with a fixed price: the sim time of a point passes in any case; only how fast it passes depends on the answer.

A point names a condition on a system's state, the flows that bring it about, and a span of sim time. While it is not
met the conductor plays so slowly that the span lasts as long as the deadline; once met, at jump speed. Whether it was
met is latched, and the plant looks at it at the end of the span and nowhere else.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from lotproof.harness.model.effects import Effect
from lotproof.harness.model.seams import Condition

HELD_BACK = 0.1
"""While a strike holds a deadline the plant goes on at a tenth of its pace: the span shrinks but never ends."""

LAST_S = 0.02
"""The least that is left of a deadline when a pace is reckoned: the end of a span is reached, not approached."""


class Point(Protocol):
    """
    An open point of patience, as the plant gives it.

    `deadline_s` is a deadline of its own, in wall time; 0 takes that of its flows.
    """

    @property
    def id(self) -> str: ...

    @property
    def flows(self) -> tuple[str, ...]: ...

    @property
    def condition(self) -> Condition: ...

    @property
    def span_us(self) -> int: ...

    @property
    def opened_at_us(self) -> int: ...

    @property
    def deadline_s(self) -> float: ...

    @property
    def met(self) -> bool: ...

    def latch(self) -> None: ...


class Watched:
    """One open point with its rendered condition and what is left of its deadline, in seconds of wall time."""

    def __init__(self, point: Point, condition: Condition, deadline_s: float) -> None:
        self.point, self.condition, self.left_s = point, condition, deadline_s

    def pace(self, now_us: int, held: bool) -> float:
        """Seconds of sim time per second of wall time that use up span and deadline together."""
        span_left_s = max(0, self.point.opened_at_us + self.point.span_us - now_us) / 1e6
        return span_left_s / max(self.left_s, LAST_S) * (HELD_BACK if held else 1.0)


class Patience:
    """The open points, and the pace that they allow."""

    def __init__(
        self,
        *,
        deadline_s: Callable[[str], float],
        held: Callable[[tuple[str, ...]], bool],
        render: Callable[[Condition], Condition],
    ) -> None:
        self._deadline_s, self._held, self._render = deadline_s, held, render
        self._open: dict[str, Watched] = {}
        self._state: dict[tuple[str, ...], dict[tuple[str, ...], Effect]] = {}

    def follow(self, points: Iterable[Point]) -> None:
        """Take up points that have opened and let go of those that have closed."""
        there = {point.id: point for point in points}
        for gone in self._open.keys() - there.keys():
            del self._open[gone]
        for key in there.keys() - self._open.keys():
            point = there[key]
            deadline_s = point.deadline_s or sum(map(self._deadline_s, point.flows))
            watched = Watched(point, self._render(point.condition), deadline_s)
            self._open[key] = watched
            if self._holds(watched.condition):
                point.latch()

    def on_effect(self, effect: Effect) -> bool:
        """Latch what this effect meets; true if anything was met by it."""
        field = (effect.system, effect.entity, effect.field)
        self._state.setdefault(field, {})[(effect.key, effect.order, effect.item, effect.lot, effect.location)] = effect
        hit = [w for w in self._open.values() if not w.point.met and w.condition.met_by(effect)]
        for watched in hit:
            watched.point.latch()
        return bool(hit)

    def _holds(self, condition: Condition) -> bool:
        """Whether the state as it is now meets the condition: the last effect on each key counts."""
        wanted = [condition.match.get(name, "") for name in ("system", "entity", "field")]
        fitting = (
            there
            for field, there in self._state.items()
            if all(asked in ("", name) for asked, name in zip(wanted, field, strict=True))
        )
        return any(condition.met_by(effect) for there in fitting for effect in there.values())

    def pace(self, now_us: int) -> float | None:
        """The slowest pace that an unmet point asks for; None when all are met: jump."""
        unmet = [w for w in self._open.values() if not w.point.met]
        return min((w.pace(now_us, self._held(w.point.flows)) for w in unmet), default=None)

    def spend(self, wall_s: float) -> None:
        """So much wall time went by; deadlines that a strike holds stand still."""
        for watched in self._open.values():
            if not self._held(watched.point.flows):
                watched.left_s = max(0.0, watched.left_s - wall_s)
