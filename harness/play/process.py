"""
The integration's process: started, waited for, killed, started again, stopped; and what it printed is kept.

The whole process group is meant each time, so that a shell, a JVM or a container's client leaves no child behind.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from lotproof.harness.model.connector import Process
from lotproof.harness.model.entries import ProcessEvent
from lotproof.harness.model.errors import InputError, RigError

LOG_MAX_BYTES = 20_000_000
"""Beyond this the log is cut and the integration is said to flood it."""

LOOK_S = 0.02

Ask = Callable[[str], Awaitable[int]]
"""The status that a GET of this URL is answered with; 0 where nothing answers."""


class IntegrationProcess:
    """
    One integration as a process group.

    Args:
        settings: the `[process]` table, placeholders filled in.
        name: the role and name, for messages and the ledger.
        env: variables beside the machine's own.
        log: the file that gets what it prints.
        cwd: the folder that it is started in.
        ask: how readiness is asked.
        record: where what happens to it is written down.
    """

    def __init__(
        self,
        settings: Process,
        *,
        name: str,
        env: Mapping[str, str],
        log: Path,
        ask: Ask,
        record: Callable[[ProcessEvent], None],
        cwd: Path | None = None,
    ) -> None:
        self.settings, self.name, self.log, self._cwd = settings, name, log, cwd
        self._env, self._ask, self._record = {**os.environ, **env, **settings.env}, ask, record
        self._child: asyncio.subprocess.Process | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._expected_end = False
        self._written = 0
        self.ended: str = ""
        """Why it is gone though nobody stopped it; empty while all is well."""

    @property
    def ours(self) -> bool:
        """Whether the harness starts it (depth 1); else it already runs."""
        return bool(self.settings.command)

    @property
    def can_kill(self) -> bool:
        return self.ours or bool(self.settings.kill)

    async def start(self) -> None:
        """
        Start it and wait until it is ready.

        Raises:
            InputError: if it cannot be started, dies before it is ready, or is never ready.
        """
        if self.ours:
            await self._spawn()
        await self._until_ready()
        self._record(ProcessEvent(role=self.name, what="ready", pid=self.pid))

    @property
    def pid(self) -> int:
        return self._child.pid if self._child else 0

    async def kill(self) -> None:
        """Kill the whole group at once and return when it is gone."""
        self._expected_end = True
        if self.settings.kill:
            await self._run(self.settings.kill)
        elif self._child:
            _signal_group(self._child, hard=True)
        code = await self._gone()
        self._record(ProcessEvent(role=self.name, what="killed", pid=self.pid, code=code))
        self._child = None

    async def stop(self) -> None:
        """Ask it to end; after five seconds end it."""
        self._expected_end = True
        if self.settings.stop:
            await self._run(self.settings.stop)
        if self._child and self._child.returncode is None:
            _signal_group(self._child, hard=False)
            try:
                await asyncio.wait_for(_ended(self._child), 5.0)
            except TimeoutError:
                _signal_group(self._child, hard=True)
        if self._child:
            self._record(ProcessEvent(role=self.name, what="stopped", pid=self.pid, code=await self._gone()))
        self._child = None

    async def _spawn(self) -> None:
        self._expected_end = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._child = await asyncio.create_subprocess_exec(
                *self.settings.command,
                env=self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                **_own_group(),
            )
        except OSError as wrong:
            raise InputError(
                "the integration cannot be started",
                which=f"[process] command of {self.name}",
                got=f"{' '.join(self.settings.command)}: {wrong.strerror or wrong}",
                where="Run the command by hand in the folder of lotproof.toml.",
            ) from wrong
        self._record(ProcessEvent(role=self.name, what="started", pid=self._child.pid))
        self._tasks = [asyncio.create_task(self._keep_log(self._child)), asyncio.create_task(self._watch(self._child))]

    async def _until_ready(self) -> None:
        if not self.settings.ready:
            return
        loop = asyncio.get_running_loop()
        end = loop.time() + self.settings.ready_s
        status = 0
        while loop.time() < end:
            status = await self._ask(self.settings.ready)
            if 200 <= status < 300:
                return
            if self._child and self._child.returncode is not None:
                _signal_group(self._child, hard=True)
                raise self._not_ready(f"it ended with exit code {self._child.returncode}")
            await asyncio.sleep(0.05)
        answer = f"HTTP {status}" if status else "no answer"
        await self.kill()
        raise self._not_ready(f"{answer} from {self.settings.ready} within {self.settings.ready_s:g} s")

    def _not_ready(self, got: str) -> InputError:
        said = self.last_lines()
        hint = f"Its last lines:\n{said}" if said else "It printed nothing."
        return InputError(
            "the integration never became ready",
            which=self.name,
            expected=f"a 2xx answer from {self.settings.ready}",
            got=got,
            where=hint,
        )

    def last_lines(self, count: int = 12) -> str:
        """The end of what it printed."""
        if not self.log.exists():
            return ""
        return "\n".join("  " + line for line in self.log.read_text(errors="replace").splitlines()[-count:])

    async def _keep_log(self, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None
        with self.log.open("ab", buffering=0) as file:
            while chunk := await child.stdout.read(65536):
                self._written += len(chunk)
                if self._written <= LOG_MAX_BYTES:
                    file.write(chunk)
                elif not self.ended:
                    self.ended = f"it flooded its log: over {LOG_MAX_BYTES // 1_000_000} MB"
                    self._record(ProcessEvent(role=self.name, what="flooding", pid=child.pid, detail=self.ended))

    async def _watch(self, child: asyncio.subprocess.Process) -> None:
        """Whatever the first of the group leaves behind when it goes is ended with it."""
        code = await _ended(child)
        _signal_group(child, hard=True)
        if not self._expected_end:
            self.ended = self.ended or f"it ended by itself with exit code {code}"
            self._record(ProcessEvent(role=self.name, what="died", pid=child.pid, code=code, detail=self.ended))

    async def _gone(self) -> int | None:
        if not self._child:
            return None
        try:
            code = await asyncio.wait_for(_ended(self._child), 10.0)
        except TimeoutError as stuck:
            raise RigError(
                "the integration's process does not go away", which=f"{self.name}, pid {self._child.pid}"
            ) from stuck
        for task in self._tasks:
            with contextlib.suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(task, 2.0)
        return code

    async def _run(self, command: tuple[str, ...]) -> None:
        done = await asyncio.create_subprocess_exec(*command, env=self._env, stdin=subprocess.DEVNULL)
        code = await asyncio.wait_for(done.wait(), 30.0)
        if code != 0:
            raise InputError(
                "a command of the integration failed", which=" ".join(command), expected="exit code 0", got=str(code)
            )


async def _ended(child: asyncio.subprocess.Process) -> int:
    """Its exit code, once it is gone; `wait` would also wait for whoever else holds its pipes."""
    while child.returncode is None:  # noqa: ASYNC110
        await asyncio.sleep(LOOK_S)
    return child.returncode


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _signal_group(child: asyncio.subprocess.Process, *, hard: bool) -> None:
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            child.kill() if hard else child.terminate()
        else:
            os.killpg(child.pid, signal.SIGKILL if hard else signal.SIGTERM)
