"""
The poster: takes postings out of the outbox and sees them through.

    waiting --send--> done
       ^  '--> no answer, locked, away: later, with the same key and the same bytes
       ^  '--> what it rests on is not there: ask for that, and send when it is
       '------------ replay
              '--> refused: a business exception; superseded: something newer has been said

One courier per system, so that a slow one delays no other. Postings of one lane go one after the other; whatever
blocks stock goes before anything that frees or ships it.
"""

import asyncio
import contextlib
from bisect import insort
from collections.abc import Iterator

from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.gate import StatusGate
from lotproof.mocks.integration.outbox import Outbox, Posting
from lotproof.mocks.integration.outcome import Outcome, is_there, judged, missing
from lotproof.mocks.integration.ports import Answer, Ports, Unreachable
from lotproof.mocks.integration.settings import Settings
from lotproof.mocks.integration.store import Store


class Waiting:
    """A posting on its way; when to try next, and how often it was tried, live in memory only."""

    def __init__(self, posting: Posting, *, due: float = 0.0) -> None:
        self.posting, self.due, self.tries = posting, due, 0
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
        self.client, self.store, self.outbox, self.gate = client, store, outbox, gate
        self.exceptions, self.ports, self.settings, self.grace_s = exceptions, ports, settings, grace_s
        self._lanes: dict[str, list[Waiting]] = {}
        self._bell = asyncio.Event()
        self._under_way = 0

    # what waits

    def take(self, posting: Posting) -> None:
        """It is booked and to be sent."""
        insort(self._lanes.setdefault(posting.lane, []), Waiting(posting, due=self.begins(posting)))
        if posting.gate == "blocks":
            for waiting in tuple(self._lanes[posting.lane]):
                if not waiting.under_way and self._overtaken(waiting.posting):
                    self._finish(waiting, "superseded")
        self.wake()

    def _overtaken(self, posting: Posting) -> bool:
        """
        Whether a block comes behind what would give the same thing free: that would wait for the block, and the block
        for it. Where it was sent without an answer, the block sets right what it did.
        """
        behind = (one.posting for one in self._lanes.get(posting.lane, ()) if one.posting.id > posting.id)
        return posting.gate == "frees" and any(one.gate == "blocks" and one.entity == posting.entity for one in behind)

    def begins(self, posting: Posting) -> float:
        """When it is tried first: at once."""
        return 0.0

    def wake(self) -> None:
        self._bell.set()

    def hurry(self) -> None:
        """Something has changed that parked postings may have waited for."""
        for waiting in self._all():
            if waiting.parked:
                waiting.due = 0.0
        self.wake()

    async def run(self) -> None:
        """Send what is due, for ever. Whoever ends this ends all that is under way."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._bell.clear()
                for waiting in self._due():
                    waiting.under_way = True
                    self._under_way += 1
                    group.create_task(self._see_through(waiting))
                await self._until_something_is_due()

    def _all(self) -> Iterator[Waiting]:
        return (waiting for lane in self._lanes.values() for waiting in lane)

    def _due(self) -> list[Waiting]:
        now = self.ports.clock.monotonic()
        blocking = any(waiting.posting.gate == "blocks" and not waiting.parked for waiting in self._all())
        promised = {path for waiting in self._all() for path in waiting.posting.gives}
        heads = (lane[0] for lane in self._lanes.values())
        free = [one for one in heads if not one.under_way and one.due <= now]
        ready = [one for one in free if not self.must_wait(one.posting, blocking=blocking, promised=promised)]
        ready.sort(key=lambda one: (one.posting.gate != "blocks", one.posting.id))
        return ready[: max(self.settings.at_once - self._under_way, 0)]

    def must_wait(self, posting: Posting, *, blocking: bool, promised: set[str]) -> bool:
        """Whether another posting has to be made first."""
        if blocking and posting.gate == "frees":
            return True
        return bool(promised) and any(path in promised for path in self.outbox.lacking(posting))

    async def _until_something_is_due(self) -> None:
        now = self.ports.clock.monotonic()
        later = [one.due - now for one in self._all() if not one.under_way and one.due > now]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), min(later, default=None))

    # one posting

    async def _see_through(self, waiting: Waiting) -> None:
        posting = waiting.posting
        waiting.tries += 1
        try:
            if hindered := await self._hindrance(posting):
                self._later(waiting, hindered)
            elif not self.gate.pass_through(posting):
                self._finish(waiting, "superseded")
            else:
                await self._send(waiting)
        finally:
            waiting.under_way = False
            self._under_way -= 1
            self.wake()

    async def _hindrance(self, posting: Posting) -> Outcome | None:
        """Why it cannot be sent yet: what it rests on is not there, or it could not be learnt whether it is."""
        for path in self.outbox.lacking(posting):
            try:
                answer = await self.client.get(path)
            except Unreachable as lost:
                return Outcome(kind="again", code="unreachable", text=str(lost))
            if answer.status == 404 or (answer.ok and not is_there(answer)):
                return missing(path)
            if not answer.ok:
                return Outcome(kind="again", code=f"http-{answer.status}", text=f"{path} could not be read")
            with self.store.transaction():
                self.outbox.found(posting.system, path)
        return None

    async def _send(self, waiting: Waiting) -> None:
        posting = waiting.posting
        try:
            answer = await self.client.post(
                posting.path, posting.body, key=self.key_for(posting, waiting.tries), source=posting.source
            )
            outcome = self.judged(posting, judged(answer, self.ports.clock.now()))
        except Unreachable as lost:
            answer, outcome = Answer(status=0), self.on_unknown_outcome(posting, str(lost))
        if outcome.kind == "done":
            self._finish(waiting, "done", answer=answer.body)
        elif outcome.kind == "refused":
            self._refuse(waiting, outcome)
        elif self._overtaken(posting):
            self._finish(waiting, "superseded")
        else:
            self._later(waiting, outcome)

    def key_for(self, posting: Posting, tries: int) -> str:
        """
        The key of the posting, the same in every try. Only a request that was refused for good, and so had no effect,
        gets another one when a person has it replayed: the old key would give the old refusal for ever.
        """
        return posting.key if not posting.refusals else f"{posting.key}-{posting.refusals}"

    def on_unknown_outcome(self, posting: Posting, text: str) -> Outcome:
        """No answer: it may be done or not. The same key and the same bytes find out."""
        return Outcome(kind="again", code="unreachable", text=text)

    def judged(self, posting: Posting, outcome: Outcome) -> Outcome:
        """What the answer means for this posting."""
        return outcome

    # what the answer means

    def _refuse(self, waiting: Waiting, outcome: Outcome) -> None:
        with self.store.transaction():
            self.exceptions.refused(waiting.posting, outcome.code, outcome.text)
            self.outbox.refused_once_more(waiting.posting, outcome.code)
            self._finish(waiting, "refused", outcome.code)

    def _later(self, waiting: Waiting, outcome: Outcome) -> None:
        waiting.parked = outcome.kind == "missing"
        waiting.due = self.ports.clock.monotonic() + max(outcome.pause_s, self.pause_s(waiting.tries))
        posting = waiting.posting
        if self.ports.clock.now().timestamp() - posting.created >= self.grace_s:
            with self.store.transaction():
                self.exceptions.overdue(posting, outcome, business=waiting.parked)

    def pause_s(self, tries: int) -> float:
        """Growing apart, never in step with others, and never above what was declared."""
        steady: float = min(self.settings.backoff_first_s * 2 ** min(tries - 1, 12), self.settings.backoff_max_s)
        return steady * (0.8 + 0.2 * self.ports.chance.random())

    def _finish(self, waiting: Waiting, state: str, code: str = "", answer: bytes = b"") -> None:
        posting = waiting.posting
        with self.store.transaction():
            self.outbox.end(posting, state, code, answer)
            if state != "refused":
                self.exceptions.settled(posting)
        lane = self._lanes.get(posting.lane, [])
        if waiting in lane:
            lane.remove(waiting)
        if not lane:
            self._lanes.pop(posting.lane, None)
        if state == "done":
            self.hurry()
