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
from lotproof.harness.wire.armed import Armed
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
        self._open: dict[str, Armed] = {}
        self._bounds: dict[str, asyncio.TimerHandle] = {}
        self.on_end: list[Callable[[], None]] = []

    def begin(self, plan: StrikePlan, signal: Signal | None, listeners: Iterable[str] = ()) -> None:
        """
        Arm a strike; it ends by itself, at the latest after `plan.upper_s` of wall time.

        Each of the `listeners` that may be struck has it for itself; without any the first client that comes has it.
        """
        if plan.fault not in self._troubles:
            raise unknown("fault", plan.fault, self._troubles, which=f"strike {plan.name}")
        armed = Armed(self._troubles[plan.fault], plan, signal, filter(self.hits, listeners))
        self._open[plan.name] = armed
        self._write(armed.wire, "start", signal.stream if signal else "", signal.seq if signal else 0)
        loop = asyncio.get_running_loop()
        self._bounds[plan.name] = loop.call_later(plan.upper_s, self._end, plan.name, "time is up")

    def hits(self, client: str) -> bool:
        """Whether this client may be struck at all."""
        return not self.under_test or client in self.under_test

    def poison(self, stream: str, seq: int) -> list[bytes]:
        """What is published before this that nobody can read; a hit of it names no source identity, for it has none."""
        found: list[bytes] = []
        for trouble in self._wide():
            for payload in trouble.poison(stream, seq):
                self._write(trouble, "hit", detail=f"published before {stream}#{seq}")
                found.append(payload)
        return found

    def shown(self, stream: str, seq: int) -> int:
        """How many times the source shows again what it has just shown."""
        again = 0
        for trouble in self._wide():
            times = trouble.shown(stream, seq)
            if times:
                self._write(trouble, "hit", stream, seq, detail=f"shown {times} more")
                again += times
        return again

    def replay(self, plan: StrikePlan, shift: Iterable[Signal]) -> Iterator[Signal]:
        """What the sources send again as this strike begins: all of the shift, or nothing."""
        armed = self._open.get(plan.name)
        if armed is None or not armed.wire.replays:
            return
        for signal in shift:
            if armed.over:
                return
            self._write(armed.wire, "hit", signal.stream, signal.seq, detail="sent again")
            yield signal
        self._end(plan.name, "")

    def cuts(self, stream: str, seq: int) -> bool:
        """Whether connections of the clients under test die because this was shown."""
        found = False
        for trouble in self._wide():
            if trouble.cuts(stream, seq):
                self._write(trouble, "hit", stream, seq, detail="connections cut")
                found = True
        return found

    def delivery(self, crossing: Crossing) -> tuple[Move, Trouble | None]:
        """What happens to this message, and which strike wants it so; the first that wants something has its way."""
        decided: tuple[Move, Trouble | None] = ("pass", None)
        for trouble in self._of(crossing.client):
            move = trouble.delivery(crossing)
            if move != "pass":
                self._write(trouble, "hit", crossing.stream, crossing.seq, detail=move)
                decided = (move, trouble) if decided[1] is None else decided
        return decided

    def acknowledged(self, crossing: Crossing) -> bool:
        """Whether a strike sends once more what was just confirmed."""
        again = False
        for trouble in self._of(crossing.client):
            if trouble.acknowledged(crossing):
                self._write(trouble, "hit", crossing.stream, crossing.seq, detail="sent again")
                again = True
        return again

    def refuses(self, client: str) -> bool:
        """Whether a strike turns this client away."""
        refused = False
        for trouble in self._of(client):
            if trouble.refuses():
                self._write(trouble, "hit", detail="connection refused")
                refused = True
        return refused

    def holds(self, trouble: Trouble) -> bool:
        """Whether what this strike holds back has still to wait."""
        return trouble.plan.name in self._open and not trouble.release()

    def close(self) -> None:
        """End all strikes: the wire goes away."""
        for name in tuple(self._open):
            self._end(name, "the wire was closed")

    def _wide(self) -> Iterator[Trouble]:
        """What each strike is to the wire; once it was asked, a strike that is through ends."""
        for name, armed in tuple(self._open.items()):
            yield armed.wire
            self._settle(name)

    def _of(self, client: str) -> Iterator[Trouble]:
        """What each strike is to this client, if it may be struck; once it was asked, a strike that is through ends."""
        for name, armed in tuple(self._open.items()) if self.hits(client) else ():
            yield armed.of(client)
            self._settle(name)

    def _settle(self, name: str) -> None:
        if name in self._open and self._open[name].over:
            self._end(name, "")

    def _end(self, name: str, detail: str) -> None:
        armed = self._open.pop(name, None)
        if armed is None:
            return
        self._bounds.pop(name).cancel()
        armed.end()
        self._write(armed.wire, "end", detail=detail)
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
