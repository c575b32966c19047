"""
Deadlines: the enterprise's base for a flow, and what the integration's declared rhythm needs on top, capped.

    due = left + base + rhythm (capped) + grace, and the clock stands still while a strike hinders the flow

One place for conductor, suite and judge, so that nobody waits less than another allows.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from lotproof.harness.model.connector import Rhythm
from lotproof.harness.model.flows import FLOWS

GRACE_S = 1.0
COMPLETION_S = 2.0
"""What `rules.grace_s` and `rules.completion_grace_s` are where an enterprise says nothing."""


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """
    `base_s` and `cap_s` are the enterprise's, by flow; `completion_s` is how long after its completion an order's
    consumptions may still come; `rhythm` is the slowest of the integrations under test.
    """

    base_s: dict[str, float] = {}
    cap_s: dict[str, float] = {}
    grace_s: float = GRACE_S
    completion_s: float = COMPLETION_S
    rhythm: Rhythm = msgspec.field(default_factory=Rhythm)

    @classmethod
    def of(cls, rules: Mapping[str, Any], *rhythms: Rhythm) -> "Deadlines":
        """The deadlines of an enterprise's `rules` for integrations of these rhythms."""
        return cls(
            base_s=dict(rules.get("deadline_s", {})),
            cap_s=dict(rules.get("deadline_cap_s", {})),
            grace_s=float(rules.get("grace_s", GRACE_S)),
            completion_s=float(rules.get("completion_grace_s", COMPLETION_S)),
            rhythm=slowest(rhythms),
        )

    def seconds(self, flow: str) -> float:
        """Seconds of wall time that an act of this flow may take, without grace."""
        needed = float(self.base_s.get(flow, FLOWS[flow].base_s)) + self.needs_s(flow)
        return min(needed, float(self.cap_s.get(flow, needed)))

    def needs_s(self, flow: str) -> float:
        """What the declared rhythm takes of an act of this flow at the worst."""
        floor = self.rhythm.floor_poll_s if FLOWS[flow].owner == "floor" else 0.0
        return self.rhythm.poll_s + self.rhythm.flush_s + floor + self.rhythm.backoff_max_s

    def after_strike_s(self, flow: str) -> float:
        """What is allowed on top once a strike that hindered the flow is over: one round of the rhythm."""
        return self.needs_s(flow)

    @property
    def longest_s(self) -> float:
        """The longest deadline of any flow, with grace."""
        return max(map(self.seconds, FLOWS)) + self.grace_s


def slowest(rhythms: tuple[Rhythm, ...]) -> Rhythm:
    """The rhythm that is as slow as the slowest of these in everything."""
    if not rhythms:
        return Rhythm()
    names = Rhythm.__struct_fields__
    return Rhythm(**{name: max(getattr(rhythm, name) for rhythm in rhythms) for name in names})
