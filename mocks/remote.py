"""The business systems in a process of their own, on real sockets: what the conductor holds of it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import LotproofError, RigError, RigGone
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import DeskAnswer, DeskCall, Reply
from lotproof.mocks.kit.config import HostConfig, RunStart
from lotproof.mocks.kit.control import LINE_MAX, Order, Said, encode
from lotproof.mocks.kit.desk import Desk
from lotproof.mocks.kit.recover import Recording, note, recover, take_up
from lotproof.mocks.landscape import landscape

ORDER_S = 30.0
ENDS_S = 5.0


class RemoteSystems:
    """
    `harness.model.seams.Systems` over a child process.

    It ends when its standard input ends, so none is left behind, whatever becomes of the process that opened it.
    """

    def __init__(self, config: HostConfig) -> None:
        self._config = config
        self.urls: dict[str, str] = {}
        self.on_effect: Callable[[Effect], None] = lambda effect: None
        self.on_call: Callable[[str, str, str, int], None] = lambda client, system, op, nth: None
        self.on_strike: Callable[[Strike], None] = lambda strike: None
        self.on_gone: Callable[[RigError], None] = lambda error: None
        """The process ended and nobody had asked it to."""
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._last_id = 0
        self._closing = False
        self._session: aiohttp.ClientSession | None = None
        self._desk: Desk | None = None
        self._run: RunStart | None = None

    @property
    def pid(self) -> int:
        """Of the process that the systems run in; 0 where there is none."""
        return self._process.pid if self._process else 0

    async def open(self) -> None:
        """
        Start the process and wait until every system listens.

        Raises:
            InputError: if a port that was named is taken.
            RigError: if the process does not come up.
        """
        if self._config.folder:
            take_up(Path(self._config.folder))
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "lotproof.mocks.host"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_MAX,
            start_new_session=os.name == "posix",
        )
        self._reading = asyncio.create_task(self._read(self._process))
        try:
            opened = await self._order("open", self._config)
        except BaseException:
            await self.close()
            raise
        self.urls = dict(opened["urls"])
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ORDER_S))
        systems = {system.name: system for system in landscape(self._config.enterprise)}
        self._desk = Desk(systems, self.urls, config=self._config, ask=self._ask)

    async def begin(self, run: Mapping[str, Any] | RunStart) -> None:
        """A run begins; keys as in `RunStart`."""
        start = run if isinstance(run, RunStart) else msgspec.convert(dict(run), RunStart, strict=False)
        self._run = start
        self._note(start)
        await self._order("begin", start)

    async def desk(self, call: DeskCall) -> DeskAnswer:
        assert self._desk
        return await self._desk.enter(call)

    async def strike(self, plan: StrikePlan) -> None:
        await self._order("strike", plan)

    async def state(self) -> Mapping[str, Any]:
        assert self._desk
        return await self._desk.books()

    async def end(self) -> None:
        """
        The run is over.

        Raises:
            RigGone: if the process is gone; what it had committed and not yet written down is in the segment then.
        """
        run, self._run = self._run, None
        try:
            await self._order("end", None)
        except RigGone:
            if run and run.segment and self._config.folder and await self._has_ended():
                recover(Path(self._config.folder), Path(run.segment), run.run)
            raise
        finally:
            self._note(None)

    async def close(self) -> None:
        """End the process; it is asked first, and killed if it does not listen."""
        self._closing = True
        if self._session:
            await self._session.close()
        if self._process:
            await self._finish(self._process)
        if self._reading:
            await self._reading

    async def _finish(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), ENDS_S)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _order(self, do: str, given: Any) -> Any:
        """One order, and its end."""
        if self._process is None or self._process.stdin is None or self._process.returncode is not None:
            raise self._gone(do)
        self._last_id += 1
        number = self._last_id
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answered
        try:
            self._process.stdin.write(encode(Order(id=number, do=do, given=given)) + b"\n")
            await self._process.stdin.drain()
            return await asyncio.wait_for(answered, ORDER_S)
        except (ConnectionError, TimeoutError) as silent:
            raise self._gone(do) from silent
        finally:
            self._waiting.pop(number, None)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """What the host says, line by line, until it has nothing more to say."""
        decode = msgspec.json.Decoder(Said).decode
        assert process.stdout
        while line := await process.stdout.readline():
            self._heard(decode(line))
        lost = self._gone("the systems")
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(lost)
        if not self._closing:
            self.on_gone(lost)

    def _heard(self, said: Said) -> None:
        if said.effect:
            self.on_effect(said.effect)
        elif said.call:
            self.on_call(*said.call)
        elif said.strike:
            self.on_strike(said.strike)
        elif said.failed and not said.id:
            self._failed(said.failed.error())
        elif (waiting := self._waiting.get(said.id)) and not waiting.done():
            if said.failed:
                waiting.set_exception(said.failed.error())
            else:
                waiting.set_result(said.done)

    def _failed(self, error: LotproofError) -> None:
        """The host lives, but cannot do its work any more."""
        if isinstance(error, RigError):
            self.on_gone(error)

    def _note(self, run: RunStart | None) -> None:
        if self._config.folder:
            recording = Recording(run=run.run, segment=run.segment) if run and run.segment else None
            note(Path(self._config.folder), recording)

    async def _has_ended(self) -> bool:
        """Nobody else has the books open any more."""
        try:
            return self._process is not None and await asyncio.wait_for(self._process.wait(), ENDS_S) is not None
        except TimeoutError:
            return False

    def _gone(self, what: str) -> RigGone:
        return RigGone(
            "the process of the business systems is gone",
            which=what,
            expected="a process that answers",
            where="What it printed is above; its ledger segment holds all that it committed.",
        )

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        assert self._session
        try:
            async with self._session.request(method, url, headers=headers, data=body) as answer:
                told = {name.lower(): value for name, value in answer.headers.items()}
                return Reply(status=answer.status, headers=told, body=await answer.read())
        except aiohttp.ClientError as broken:
            raise ConnectionError(str(broken)) from broken
