"""
When something was due: deadlines on the record's own clock, standing still while a strike hinders the flow.

    left ---base---| strike stands still |---rest---| grace | due
"""

from typing import NamedTuple

from lotproof.harness.judge.evidence import SECOND_NS, Blow, Evidence
from lotproof.harness.model.connector import Rhythm
from lotproof.harness.model.deadlines import Deadlines


class Window(NamedTuple):
    start_ns: int
    end_ns: int


class Dues:
    """Reckons due times. `eaten` is what the rig itself took of a span."""

    def __init__(self, evidence: Evidence, rhythms: tuple[Rhythm, ...] = ()) -> None:
        rules = evidence.plan.enterprise.get("rules", {})
        self.deadlines = Deadlines.of(rules, *(rhythms or (evidence.connector.rhythm,)))
        self._evidence = evidence
        self._hindered: dict[str, list[Window]] = {}
        self._lags = [(at.mono_ns, round(lag.late_s * SECOND_NS)) for lag, at in evidence.lags]

    def due(self, flow: str, left_ns: int) -> int:
        """When an act of this flow that left then must have had its effects, grace included."""
        allowed = round(self.deadlines.seconds(flow) * SECOND_NS)
        due, struck = left_ns + allowed, False
        for window in self.hindered(flow):
            if window.end_ns <= left_ns or window.start_ns >= due:
                continue
            due += window.end_ns - max(window.start_ns, left_ns)
            struck = True
        more_s = self.deadlines.grace_s + (self.deadlines.after_strike_s(flow) if struck else 0.0)
        return due + round(more_s * SECOND_NS)

    def hindered(self, flow: str) -> list[Window]:
        """When strikes hindered this flow: windows that do not overlap, in order."""
        if flow not in self._hindered:
            blows = (blow for blow in self._evidence.blows.values() if flow in blow.hinders)
            self._hindered[flow] = joined([window(blow) for blow in blows])
        return self._hindered[flow]

    def rig_limited(self, flow: str, left_ns: int, due_ns: int) -> bool:
        """Whether the rig ate more than a fifth of the deadline."""
        eaten = sum(late for at, late in self._lags if left_ns <= at <= due_ns)
        return eaten > self.deadlines.seconds(flow) * SECOND_NS / 5


def window(blow: Blow) -> Window:
    return Window(blow.start.mono_ns, blow.end_ns)


def joined(windows: list[Window]) -> list[Window]:
    """Windows that touch become one."""
    whole: list[Window] = []
    for one in sorted(windows):
        if whole and one.start_ns <= whole[-1].end_ns:
            whole[-1] = Window(whole[-1].start_ns, max(whole[-1].end_ns, one.end_ns))
        else:
            whole.append(one)
    return whole
