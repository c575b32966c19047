"""
The strikes at work in the systems of a host: asks them, writes down what they do, and ends them in time.

Only integrations under test are struck. People and the rig never are.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from lotproof.harness.faults.calls import ONCE, CallSeen, CallTroubles, CalmCall, Refusal, Sending
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import unknown
from lotproof.harness.model.plans import StrikePlan
from lotproof.mocks.kit.exchange import Death, Exchange
from lotproof.mocks.kit.journal import Journal


class Strikes:
    """
    All strikes of a host.

    `on_begin` and `on_end` are told of each; `under_test` are the clients that may be struck, none means every
    integration. Where several are under test, a strike that ends after so many hits has so many for each of them.
    """

    def __init__(self, *, journal: Journal, troubles: CallTroubles) -> None:
        self._journal, self._troubles = journal, troubles
        self.under_test: frozenset[str] = frozenset()
        self._open: dict[str, CalmCall] = {}
        self._bounds: dict[str, asyncio.TimerHandle] = {}
        self._share: dict[str, int] = {}
        self._had: dict[str, Counter[str]] = {}
        self.on_begin: list[Callable[[CalmCall], None]] = []
        self.on_end: list[Callable[[CalmCall], None]] = []

    def aim(self, under_test: Iterable[str]) -> None:
        self.under_test = frozenset(under_test)

    def hits(self, client: str) -> bool:
        """Whether this client may be struck at all."""
        return not self.under_test or client in self.under_test

    def begin(self, plan: StrikePlan) -> None:
        """
        Arm a strike; it ends by itself, at the latest after `plan.upper_s`.

        Raises:
            InputError: if there is no such fault in the systems.
        """
        if plan.fault not in self._troubles:
            raise unknown("fault", plan.fault, self._troubles, which=f"strike {plan.name}")
        trouble = self._troubles[plan.fault](plan)
        self._open[plan.name] = trouble
        self._share[plan.name], trouble.left = trouble.left, trouble.left * max(1, len(self.under_test))
        self._had[plan.name] = Counter()
        self._write(trouble, "start")
        bound = asyncio.get_running_loop().call_later(plan.upper_s, self._end, trouble, "time is up")
        self._bounds[plan.name] = bound
        for listener in self.on_begin:
            listener(trouble)

    # -- what a request meets

    def refuses(self, exchange: Exchange, system: str) -> bool:
        """Whether its connection dies with nothing done."""
        for trouble, seen in self._at(exchange, system):
            if trouble.refuses(seen):
                self._hit(trouble, exchange, "connection closed")
                return True
        return False

    def before(self, exchange: Exchange, system: str) -> Refusal | None:
        """What is answered instead of the work."""
        for trouble, seen in self._at(exchange, system):
            refusal = trouble.before(seen)
            if refusal:
                self._hit(trouble, exchange, f"answered {refusal.status}")
                return refusal
        return None

    @contextmanager
    def after(self, exchange: Exchange, system: str) -> Iterator[Death | None]:
        """How the connection dies now that the work is done; the strike lasts as long as that takes."""
        for trouble, seen in self._at(exchange, system):
            how = trouble.after(seen, exchange.committed)
            if how:
                self._note_hit(trouble, exchange, f"committed, then {how}")
                try:
                    yield Death(how=how, within_s=self._left_s(trouble))
                finally:
                    self._settle(trouble)
                return
        yield None

    def denied(self, exchange: Exchange, strike: str) -> None:
        """A call came with a token that this strike has killed."""
        trouble = self._open.get(strike)
        if trouble:
            trouble.denied()
            self._hit(trouble, exchange, "token revoked")

    # -- what a change meets

    def sends(self, client: str, system: str, kind: str, stream: str, seq: int) -> tuple[Sending, CalmCall | None]:
        """How a change is sent to this client, and which strike wants it so."""
        for trouble in self._of(client, system):
            if not self._due(trouble, client):
                continue
            sending = trouble.sends(kind, stream, seq)
            if sending != ONCE:
                detail = "held back" if sending.held else f"sent {sending.copies} times"
                self._had[trouble.plan.name][client] += 1
                self.note(trouble, "hit", stream=stream, seq=seq, detail=detail)
                self._settle(trouble)
                return sending, trouble
        return ONCE, None

    def passed(self, client: str, system: str, stream: str, seq: int) -> None:
        """A change has reached the client."""
        for trouble in self._of(client, system):
            trouble.passed(stream, seq)
            self._settle(trouble)

    def at_work(self, trouble: CalmCall) -> bool:
        return self._open.get(trouble.plan.name) is trouble

    def close(self) -> None:
        """End all strikes: the run is over."""
        for trouble in tuple(self._open.values()):
            self._end(trouble, "the run is over")

    # -- parts

    def _of(self, client: str, system: str) -> Iterator[CalmCall]:
        if self.hits(client):
            yield from (t for t in tuple(self._open.values()) if t.plan.target in ("", system))

    def _due(self, trouble: CalmCall, client: str) -> bool:
        """Whether this client has not had its share yet."""
        share = self._share[trouble.plan.name]
        return len(self.under_test) < 2 or not share or self._had[trouble.plan.name][client] < share

    def _at(self, exchange: Exchange, system: str) -> Iterator[tuple[CalmCall, CallSeen]]:
        if self._open and exchange.role == "integration":
            seen = exchange.seen(system)
            troubles = self._of(exchange.client, system)
            yield from ((trouble, seen) for trouble in troubles if self._due(trouble, exchange.client))

    def _hit(self, trouble: CalmCall, exchange: Exchange, detail: str) -> None:
        self._note_hit(trouble, exchange, detail)
        self._settle(trouble)

    def _note_hit(self, trouble: CalmCall, exchange: Exchange, detail: str) -> None:
        exchange.fault = trouble.plan.fault
        self._had[trouble.plan.name][exchange.client] += bool(trouble.op or (exchange.op and exchange.op.handle))
        self.note(trouble, "hit", posting=exchange.posting, detail=f"{exchange.name}: {detail}")

    def _left_s(self, trouble: CalmCall) -> float:
        """How long the strike may still last."""
        bound = self._bounds.get(trouble.plan.name)
        return max(0.0, bound.when() - asyncio.get_running_loop().time()) if bound else 0.0

    def _settle(self, trouble: CalmCall) -> None:
        if trouble.over:
            self._end(trouble, "")

    def _end(self, trouble: CalmCall, detail: str) -> None:
        if self._open.pop(trouble.plan.name, None) is None:
            return
        self._bounds.pop(trouble.plan.name).cancel()
        trouble.over = True
        self._write(trouble, "end", detail=detail)
        for listener in self.on_end:
            listener(trouble)

    def note(
        self, trouble: CalmCall, phase: str, *, posting: str = "", stream: str = "", seq: int = 0, detail: str = ""
    ) -> None:
        body = Strike(
            strike=trouble.plan.name,
            fault=trouble.plan.fault,
            target=trouble.plan.target,
            phase=phase,  # type: ignore[arg-type]
            hinders=trouble.hinders,
            definite=trouble.definite,
            posting=posting,
            stream=stream,
            seq=seq,
            detail=detail,
        )
        self._journal.strike(body)

    def _write(self, trouble: CalmCall, phase: str, *, detail: str = "") -> None:
        self.note(trouble, phase, detail=detail)
