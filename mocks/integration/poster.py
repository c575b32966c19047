"""
The poster: takes postings out of the outbox and sees them through.

    waiting --send--> done
       ^  '--> again, reread, dependency: later, same key, same bytes
       '------------ replay
              '--> refused: a business exception; superseded: something newer has been said

One courier per system, so that a slow one delays no other. Postings of one lane go one after the other; whatever
blocks stock goes before anything that frees or ships it.
"""

import asyncio
from bisect import insort
from collections.abc import Iterator

from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.gate import StatusGate
from lotproof.mocks.integration.outbox import NUMBER, Outbox, Posting
from lotproof.mocks.integration.outcome import Outcome, judged
from lotproof.mocks.integration.ports import Ports, Unreachable
from lotproof.mocks.integration.settings import Settings
from lotproof.mocks.integration.store import Store


class Waiting:
    """A posting on its way; when to try next, and how often it was tried, live in memory only."""

    def __init__(self, posting: Posting) -> None:
        self.posting, self.due, self.tries = posting, 0.0, 0
        self.under_way = self.parked = False

    def __lt__(self, other: "Waiting") -> bool:
        return (self.posting.rank, self.posting.id) < (other.posting.rank, other.posting.id)


class Poster:
    """The courier of one system."""

    def __init__(
        self,
        client: SystemClient,
        *,
        store: Store,
        outbox: Outbox,
        gate: StatusGate,
        exceptions: Exceptions,
        ports: Ports,
        settings: Settings,
        grace_s: float,
    ) -> None:
        self.client, self._store, self._outbox, self._gate = client, store, outbox, gate
        self._exceptions, self._ports, self._settings, self._grace_s = exceptions, ports, settings, grace_s
        self._lanes: dict[str, list[Waiting]] = {}
        self._bell = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # what waits

    def take(self, posting: Posting) -> None:
        """It is booked and to be sent."""
        insort(self._lanes.setdefault(posting.lane, []), Waiting(posting))
        self.wake()

    def wake(self) -> None:
        self._bell.set()

    def hurry(self) -> None:
        """Something has changed that parked postings may have waited for."""
        for waiting in self._heads():
            if waiting.parked:
                waiting.due = 0.0
        self.wake()

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            self._bell.clear()
            for waiting in self._due():
                waiting.under_way = True
                task = asyncio.create_task(self._see_through(waiting))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            await self._until_something_is_due()

    def _heads(self) -> Iterator[Waiting]:
        return (lane[0] for lane in self._lanes.values())

    def _due(self) -> list[Waiting]:
        now = self._ports.clock.monotonic()
        free = self._settings.at_once - len(self._tasks)
        blocking = any(w.posting.gate == "blocks" and not w.parked for lane in self._lanes.values() for w in lane)
        ready = [w for w in self._heads() if self._is_ready(w, now, blocking)]
        ready.sort(key=lambda w: (w.posting.gate != "blocks", w.posting.id))
        return ready[: max(free, 0)]

    def _is_ready(self, waiting: Waiting, now: float, blocking: bool) -> bool:
        if waiting.under_way or waiting.due > now:
            return False
        return not self.must_wait(waiting.posting, blocking)

    def must_wait(self, posting: Posting, blocking: bool) -> bool:
        """Whether another posting has to be made first."""
        if posting.after and self._outbox.state(posting.after)[0] == "waiting":
            return True
        return blocking and posting.gate == "frees"

    async def _until_something_is_due(self) -> None:
        now = self._ports.clock.monotonic()
        later = [w.due - now for w in self._heads() if not w.under_way and w.due > now]
        try:
            await asyncio.wait_for(self._bell.wait(), min(later, default=None))  # type: ignore[type-var]
        except TimeoutError:
            pass

    # one posting

    async def _see_through(self, waiting: Waiting) -> None:
        posting = waiting.posting
        try:
            if not self._gate.pass_through(posting):
                self._finish(waiting, "superseded")
                return
            self._settle(waiting, await self._send(waiting))
        finally:
            waiting.under_way = False
            self.wake()

    async def _send(self, waiting: Waiting) -> Outcome:
        waiting.tries += 1
        posting = waiting.posting
        try:
            answer = await self.client.post(
                self._path(posting), posting.body, key=self.key_for(posting), source=posting.source
            )
        except Unreachable as lost:
            return self.on_unknown_outcome(posting, str(lost))
        outcome = judged(answer, self._ports.clock.now())
        if outcome.kind == "done":
            self._finish(waiting, "done", answer=answer.body)
        elif outcome.kind == "reread" and posting.reread:
            await self._reread(posting)
        return outcome

    def key_for(self, posting: Posting) -> str:
        """
        The key of the posting. Only a request that was answered with a refusal, and so has no effect, gets another
        one when what it depended on may have come: the same key would give the same refusal for ever.
        """
        return posting.key if not posting.refusals else f"{posting.key}-{posting.refusals}"

    def on_unknown_outcome(self, posting: Posting, text: str) -> Outcome:
        """No answer: it may be done or not. The same key and the same bytes find out."""
        return Outcome(kind="again", code="unreachable", text=text)

    def _path(self, posting: Posting) -> str:
        if not posting.after:
            return posting.path
        _, answer = self._outbox.state(posting.after)
        said = answer if isinstance(answer, dict) else {}
        return posting.path.replace(NUMBER, str(said.get("id") or said.get("document") or ""))

    async def _reread(self, posting: Posting) -> None:
        try:
            await self.client.get(posting.reread)
        except Unreachable:
            return

    # what the answer means

    def _settle(self, waiting: Waiting, outcome: Outcome) -> None:
        if outcome.kind == "refused":
            with self._store.transaction():
                self._exceptions.refused(waiting.posting, outcome.code, outcome.text)
                self._finish(waiting, "refused", outcome.code)
        elif outcome.kind != "done":
            self._later(waiting, outcome)

    def _later(self, waiting: Waiting, outcome: Outcome) -> None:
        waiting.parked = outcome.kind == "dependency"
        waiting.due = self._ports.clock.monotonic() + max(outcome.pause_s, self.backoff_s(waiting.tries))
        posting = waiting.posting
        with self._store.transaction():
            if waiting.parked and outcome.replayed:
                count = self._outbox.refused_once_more(posting, outcome.code)
                waiting.posting = type(posting)(**{**_fields(posting), "refusals": count})
            if self._ports.clock.now().timestamp() - posting.created >= self._grace_s:
                self._exceptions.overdue(posting, outcome, business=waiting.parked)

    def backoff_s(self, tries: int) -> float:
        """Growing apart, never in step with others, and never above what was declared."""
        steady = min(self._settings.backoff_first_s * 2 ** min(tries - 1, 12), self._settings.backoff_max_s)
        return steady * (0.8 + 0.2 * self._ports.chance.random())

    def _finish(self, waiting: Waiting, state: str, code: str = "", answer: bytes = b"") -> None:
        posting = waiting.posting
        with self._store.transaction():
            self._outbox.end(posting, state, code, answer)
            if state != "refused":
                self._exceptions.settled(posting)
        lane = self._lanes.get(posting.lane, [])
        if waiting in lane:
            lane.remove(waiting)
        if not lane:
            self._lanes.pop(posting.lane, None)
        if state == "done":
            self.hurry()


def _fields(posting: Posting) -> dict[str, object]:
    return {name: getattr(posting, name) for name in posting.__struct_fields__}
