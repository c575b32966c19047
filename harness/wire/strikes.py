"""
The strikes at work on one wire: asks them, writes down what they do, and ends them in time.

Start and end are written by the wire that was struck, each hit with the identity that it touched.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import unknown
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Crossing, Move, Trouble, Troubles
from lotproof.harness.wire.pen import Pen


class Strikes:
    """
    All strikes of one wire.

    Args:
        wire: what their entries name as target.
        pen: where they are written.
        troubles: fault name to what makes a strike of it.
        under_test: the clients that may be struck; none means all.
    """

    def __init__(self, *, wire: str, pen: Pen, troubles: Troubles, under_test: Iterable[str] = ()) -> None:
        self._wire, self._pen, self._troubles = wire, pen, troubles
        self.under_test = frozenset(under_test)
        self._open: dict[str, Trouble] = {}
        self._bounds: dict[str, asyncio.TimerHandle] = {}
        self.on_end: list[Callable[[], None]] = []

    def begin(self, plan: StrikePlan, signal: Signal | None) -> Trouble:
        """Arm a strike; it ends by itself, at the latest after `plan.upper_s` of wall time."""
        if plan.fault not in self._troubles:
            raise unknown("fault", plan.fault, self._troubles, which=f"strike {plan.name}")
        trouble = self._troubles[plan.fault](plan, signal)
        self._open[plan.name] = trouble
        self._write(trouble, "start", signal.stream if signal else "", signal.seq if signal else 0)
        loop = asyncio.get_running_loop()
        self._bounds[plan.name] = loop.call_later(plan.upper_s, self._end, trouble, "time is up")
        return trouble

    def hits(self, client: str) -> bool:
        """Whether this client may be struck at all."""
        return not self.under_test or client in self.under_test

    def poison(self, stream: str, seq: int) -> list[bytes]:
        """What is published before this that nobody can read; a hit of it names no source identity, for it has none."""
        found: list[bytes] = []
        for trouble in self._all():
            for payload in trouble.poison(stream, seq):
                self._write(trouble, "hit", detail=f"published before {stream}#{seq}")
                found.append(payload)
            self._settle(trouble)
        return found

    def shown(self, stream: str, seq: int) -> int:
        """How many times the source shows again what it has just shown."""
        again = 0
        for trouble in self._all():
            times = trouble.shown(stream, seq)
            if times:
                self._write(trouble, "hit", stream, seq, detail=f"shown {times} more")
                again += times
            self._settle(trouble)
        return again

    def replay(self, plan: StrikePlan, shift: Iterable[Signal]) -> Iterator[Signal]:
        """What the sources send again as this strike begins: all of the shift, or nothing."""
        trouble = self._open.get(plan.name)
        if trouble is None or not trouble.replays:
            return
        for signal in shift:
            if trouble.over:
                return
            self._write(trouble, "hit", signal.stream, signal.seq, detail="sent again")
            yield signal
        trouble.over = True
        self._settle(trouble)

    def cuts(self, stream: str, seq: int) -> bool:
        """Whether connections of the clients under test die because this was shown."""
        found = False
        for trouble in self._all():
            if trouble.cuts(stream, seq):
                self._write(trouble, "hit", stream, seq, detail="connections cut")
                found = True
            self._settle(trouble)
        return found

    def delivery(self, crossing: Crossing) -> tuple[Move, Trouble | None]:
        """What happens to this message, and which strike wants it so; the first that wants something has its way."""
        decided: tuple[Move, Trouble | None] = ("pass", None)
        if not self.hits(crossing.client):
            return decided
        for trouble in self._all():
            move = trouble.delivery(crossing)
            if move != "pass":
                self._write(trouble, "hit", crossing.stream, crossing.seq, detail=move)
                decided = (move, trouble) if decided[1] is None else decided
            self._settle(trouble)
        return decided

    def acknowledged(self, crossing: Crossing) -> bool:
        """Whether a strike sends once more what was just confirmed."""
        again = False
        for trouble in self._all() if self.hits(crossing.client) else ():
            if trouble.acknowledged(crossing):
                self._write(trouble, "hit", crossing.stream, crossing.seq, detail="sent again")
                again = True
            self._settle(trouble)
        return again

    def refuses(self, client: str) -> bool:
        """Whether a strike turns this client away."""
        refused = False
        for trouble in self._all() if self.hits(client) else ():
            if trouble.refuses():
                self._write(trouble, "hit", detail="connection refused")
                refused = True
            self._settle(trouble)
        return refused

    def holds(self, trouble: Trouble) -> bool:
        """Whether what this strike holds back has still to wait."""
        return trouble.plan.name in self._open and not trouble.release()

    def close(self) -> None:
        """End all strikes: the wire goes away."""
        for trouble in self._all():
            self._end(trouble, "the wire was closed")

    def _all(self) -> tuple[Trouble, ...]:
        return tuple(self._open.values())

    def _settle(self, trouble: Trouble) -> None:
        if trouble.over:
            self._end(trouble, "")

    def _end(self, trouble: Trouble, detail: str) -> None:
        if self._open.pop(trouble.plan.name, None) is None:
            return
        self._bounds.pop(trouble.plan.name).cancel()
        trouble.over = True
        self._write(trouble, "end", detail=detail)
        for listener in self.on_end:
            listener()

    def _write(self, trouble: Trouble, phase: str, stream: str = "", seq: int = 0, detail: str = "") -> None:
        body = Strike(
            strike=trouble.plan.name,
            fault=trouble.plan.fault,
            target=self._wire,
            phase=phase,  # type: ignore[arg-type]
            hinders=trouble.hinders,
            definite=trouble.definite,
            stream=stream,
            seq=seq,
            detail=detail,
        )
        self._pen.write("strike", body, id=trouble.plan.name)
