"""One client on the memory wire: letters that wait, letters in its hands, and what it has not confirmed."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from lotproof.harness.model.entries import Delivered
from lotproof.harness.model.troubles import Crossing, Trouble
from lotproof.harness.wire.deliveries import Deliveries
from lotproof.harness.wire.strikes import Strikes

Handler = Callable[[str, bytes, bool, bool], Awaitable[None]]
"""`await handler(topic, payload, dup, retained)`: when it returns, the message is confirmed."""

Lost = Callable[[], None]

RETRY_S = 0.2


class Note(msgspec.Struct, kw_only=True, eq=False):
    """One message to one client. It is confirmed once; until then it comes again after each reconnect."""

    topic: str
    payload: bytes
    crossing: Crossing
    how: str
    retained: bool = False
    sent: bool = False
    confirmed: bool = False


class MemorySession:
    """
    A session lasts; its connection comes and goes.

    `cut` is a lost connection: what the client has in hand it goes on with, but confirms in vain. `kill` is a lost
    process: what it had in hand ends there. After both, `resume` brings everything unconfirmed again, marked as dup.

    Args:
        client: who it is, as strikes and the ledger name it.
        handler: called for each message, at most `window` at a time, begun in order.
        lost: told when the connection is lost; without it the session resumes by itself as soon as it is let in.
    """

    def __init__(
        self,
        *,
        client: str,
        handler: Handler,
        strikes: Strikes,
        deliveries: Deliveries,
        window: int = 64,
        lost: Lost | None = None,
    ) -> None:
        self.client, self.handler, self.window, self.lost = client, handler, window, lost
        self.live = True
        self.failures: list[BaseException] = []
        self._strikes, self._deliveries = strikes, deliveries
        self._unconfirmed: list[Note] = []
        self._waiting: list[Note] = []
        self._held: list[tuple[Trouble, Note]] = []
        self._hands: set[asyncio.Task[None]] = set()
        self._connection = 0
        self._busy = False

    def offer(self, note: Note) -> None:
        """A message for this client: kept while it is away, else on its way unless a strike has other plans."""
        self._unconfirmed.append(note)
        if not self.live:
            return
        self._busy = True
        move, trouble = self._strikes.delivery(note.crossing)
        if move == "hold" and trouble:
            self._held.append((trouble, note))
        elif move == "cut_inside":
            note.sent = True
        elif move != "cut_before":
            self._waiting.append(note)
            if move == "twice":
                self._waiting.append(note)
        self._busy = False
        self._pump()
        if move.startswith("cut"):
            self.cut()
        self.release()

    def release(self) -> None:
        """What waits for no strike any more goes on; never before what overtakes it."""
        for trouble, note in () if self._busy else tuple(self._held):
            if not self._strikes.holds(trouble):
                self._held.remove((trouble, note))
                self._waiting.append(note)
        self._pump()

    def cut(self) -> None:
        """The connection is lost."""
        if not self.live:
            return
        self._leave()
        if self.lost:
            self.lost()
        else:
            asyncio.get_running_loop().call_later(RETRY_S, self._come_back)

    def kill(self) -> None:
        """The client's process is gone, and with it what it had in hand; it does not come back by itself."""
        self._leave()
        for task in tuple(self._hands):
            task.cancel()

    def resume(self, handler: Handler | None = None) -> None:
        """
        The client is back, perhaps as a new process: what it had not confirmed comes again, in order.

        Raises:
            ConnectionRefusedError: if a strike turns it away.
        """
        if self._strikes.refuses(self.client):
            raise ConnectionRefusedError(self.client)
        self.handler = handler or self.handler
        self._connection += 1
        self._held.clear()
        self._waiting = list(self._unconfirmed)
        self.live = True
        self._pump()

    @property
    def idle(self) -> bool:
        """Whether everything that was offered is confirmed."""
        return not self._unconfirmed and not self._hands

    def _leave(self) -> None:
        self.live = False
        self._connection += 1
        self._waiting.clear()

    def _come_back(self) -> None:
        if self.live:
            return
        try:
            self.resume()
        except ConnectionRefusedError:
            asyncio.get_running_loop().call_later(RETRY_S, self._come_back)

    def _pump(self) -> None:
        while self.live and not self._busy and self._waiting and len(self._hands) < self.window:
            note = self._waiting.pop(0)
            dup = note.sent
            note.sent = True
            copy = self._deliveries.sent(note.crossing, how="duplicate" if dup else note.how, dup=dup)
            task = asyncio.get_running_loop().create_task(self._hand(note, copy, dup, self._connection))
            self._hands.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._hands.discard(task)
        self._pump()

    async def _hand(self, note: Note, copy: Delivered | None, dup: bool, connection: int) -> None:
        try:
            await self.handler(note.topic, note.payload, dup, note.retained)
        except Exception as failed:
            self.failures.append(failed)
            if connection == self._connection:
                self.cut()
            return
        if connection == self._connection:
            self._confirm(note, copy)

    def _confirm(self, note: Note, copy: Delivered | None) -> None:
        self._deliveries.confirmed(copy)
        if not note.confirmed:
            note.confirmed = True
            self._unconfirmed.remove(note)
        if self._strikes.acknowledged(note.crossing):
            self._waiting.append(note)
