"""
Webhooks: what was announced is sent to everybody who asked, signed as Standard Webhooks say, until it is taken.

First tries go out one after the other per address, so that order is kept where nothing goes wrong; what is not taken
is tried again beside them, with growing pauses, for a minute.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any
from uuid import uuid4

import msgspec
from lotproof.harness.faults.calls import CalmCall
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.entries import Delivered
from lotproof.mocks.kit.config import ClientConfig
from lotproof.mocks.kit.journal import Journal
from lotproof.mocks.kit.store import Store
from lotproof.mocks.kit.strikes import Strikes
from lotproof.mocks.kit.tx import Change

Deliver = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
"""Sends one webhook and gives the status; raises OSError or TimeoutError where nothing answers."""

FIRST_S, LONGEST_S, GIVE_UP_S = 0.2, 2.0, 60.0
BACKLOG = 10_000
"""So many changes may wait for one address; who is further behind reads the change feed."""


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are types of change; none means all."""

    id: str
    url: str
    events: list[str]


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One change on its way to one address."""

    client: str
    url: str
    change: Change
    message: str


class Webhooks:
    """Everything that one system sends out."""

    def __init__(
        self,
        *,
        system: str,
        store: Store,
        journal: Journal,
        strikes: Strikes,
        clients: Mapping[str, ClientConfig],
        clock: Clock,
        deliver: Deliver,
    ) -> None:
        self._system, self._store, self._journal, self._strikes = system, store, journal, strikes
        self._clients, self._clock, self._deliver = clients, clock, deliver
        self._queues: dict[tuple[str, str], asyncio.Queue[Sent]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._retries: set[asyncio.Task[None]] = set()
        self._workers: set[asyncio.Task[None]] = set()
        self._copies: Counter[tuple[str, str, int]] = Counter()
        self._held: dict[str, asyncio.Event] = {}
        strikes.on_end.append(self._let_go)

    # -- who asked

    def register(self, client: str, url: str, events: Iterable[str]) -> Registration:
        """The same address again is the same registration, with what it asks for now."""
        row = self._store.one(
            "INSERT INTO webhook VALUES (?, ?, ?, ?)"
            " ON CONFLICT (client, url) DO UPDATE SET events = excluded.events RETURNING id",
            *(f"wh_{uuid4().hex[:16]}", client, url, msgspec.json.encode(list(events)).decode()),
        )
        return Registration(id=row["id"], url=url, events=list(events))

    def registered(self, client: str) -> list[Registration]:
        rows = self._store.rows("SELECT * FROM webhook WHERE client = ? ORDER BY rowid", client)
        return [Registration(id=r["id"], url=r["url"], events=msgspec.json.decode(r["events"])) for r in rows]

    def remove(self, client: str, id: str) -> bool:
        return self._store.run("DELETE FROM webhook WHERE client = ? AND id = ?", client, id).rowcount > 0

    # -- what is sent

    def announce(self, changes: Iterable[Change]) -> None:
        """These are committed: send them."""
        for change in changes:
            for row in list(self._store.rows("SELECT client, url, events FROM webhook ORDER BY rowid")):
                events = msgspec.json.decode(row["events"], type=list[str])
                if (not events or change.kind in events) and row["client"] in self._clients:
                    self._queue(row["client"], row["url"], change)

    async def drain(self, bound_s: float) -> None:
        """Wait until everything was tried once, at most so long; what was not taken by then is given up."""
        if busy := self._busy():
            await asyncio.wait(busy, timeout=bound_s)
        running = (*self._tasks, *self._retries, *self._workers)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._workers.clear()
        self._queues.clear()
        self._held.clear()

    def forget(self) -> None:
        """A new run: copies are counted anew."""
        self._copies.clear()

    def _busy(self) -> set[asyncio.Task[None]]:
        joining = {self._task(queue.join(), self._tasks) for queue in self._queues.values()}
        return {*self._tasks, *joining}

    def _queue(self, client: str, url: str, change: Change) -> None:
        key = (client, url)
        if key not in self._queues:
            self._queues[key] = asyncio.Queue(BACKLOG)
            worker = asyncio.get_running_loop().create_task(self._work(self._queues[key]))
            self._workers.add(worker)
        sent = Sent(client=client, url=url, change=change, message=f"msg_{uuid4().hex}")
        if not self._queues[key].full():
            self._queues[key].put_nowait(sent)

    async def _work(self, queue: asyncio.Queue[Sent]) -> None:
        """First tries, one after the other."""
        while True:
            sent = await queue.get()
            try:
                await self._first(sent)
            finally:
                queue.task_done()

    async def _first(self, sent: Sent) -> None:
        change = sent.change
        sending, trouble = self._strikes.sends(sent.client, self._system, change.kind, change.stream, change.seq)
        if sending.held and trouble:
            self._task(self._after(sent, trouble), self._tasks)
            return
        again = [msgspec.structs.replace(sent, message=f"msg_{uuid4().hex}") for _ in range(sending.copies - 1)]
        if sending.together:
            await asyncio.gather(*(self._try_first(one) for one in (sent, *again)))
            return
        for one in (sent, *again):
            await self._try_first(one)

    async def _after(self, sent: Sent, trouble: CalmCall) -> None:
        """Wait until the strike lets it go."""
        if self._strikes.at_work(trouble):
            await self._held.setdefault(trouble.plan.name, asyncio.Event()).wait()
        await self._try_first(sent)

    def _let_go(self, trouble: CalmCall) -> None:
        held = self._held.pop(trouble.plan.name, None)
        if held:
            held.set()

    async def _try_first(self, sent: Sent) -> None:
        if not await self._send(sent) and len(self._retries) < BACKLOG:
            self._task(self._again(sent), self._retries)

    async def _again(self, sent: Sent) -> None:
        loop = asyncio.get_running_loop()
        end, pause_s = loop.time() + GIVE_UP_S, FIRST_S
        while loop.time() < end:
            await asyncio.sleep(pause_s)
            if await self._send(sent):
                return
            pause_s = min(pause_s * 2, LONGEST_S)

    async def _send(self, sent: Sent) -> bool:
        """One try; whether it was taken."""
        change = sent.change
        self._copies[sent.client, change.stream, change.seq] += 1
        copy_no = self._copies[sent.client, change.stream, change.seq]
        self._record(sent, copy_no, acked=False)
        body = body_of(change, self._system)
        try:
            status = await self._deliver(sent.url, self._headers(sent, body), body)
        except (OSError, TimeoutError):
            return False
        if not 200 <= status < 300:
            return False
        self._record(sent, copy_no, acked=True)
        self._strikes.passed(sent.client, self._system, change.stream, change.seq)
        return True

    def _headers(self, sent: Sent, body: bytes) -> dict[str, str]:
        stamp = str(self._clock.wall_ns() // 1_000_000_000)
        secret = self._clients[sent.client].webhook_secret
        signature = sign(secret, sent.message, stamp, body)
        signed = {"webhook-signature": signature} if signature else {}
        return {
            "content-type": "application/json",
            "webhook-id": sent.message,
            "webhook-timestamp": stamp,
            **signed,
        }

    def _record(self, sent: Sent, copy_no: int, *, acked: bool) -> None:
        body = Delivered(
            wire="webhook",
            address=f"{self._system} {sent.url}",
            client=sent.client,
            stream=sent.change.stream,
            seq=sent.change.seq,
            copy_no=copy_no,
            acked=acked,
            how="webhook",
        )
        self._journal.write("delivered", body)

    def _task(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)
        return task


def body_of(change: Change, system: str) -> bytes:
    """A change feed item, and the system that it comes from."""
    return _encode({**msgspec.to_builtins(change), "system": system})


def sign(secret: str, message: str, stamp: str, body: bytes) -> str:
    """`v1,` and the HMAC of `id.timestamp.body`; nothing where the client has no secret."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"))
    except binascii.Error:
        key = secret.encode()
    signed = f"{message}.{stamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}" if key else ""


_encode = msgspec.json.Encoder(decimal_format="string").encode
