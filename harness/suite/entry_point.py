"""Asking a function of the integration's own, in a process of its own that lives as long as it is asked."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from lotproof.harness.model.seams import Reply

ANSWER_S = 10.0
LINE_MAX_BYTES = 64 * 1024 * 1024


class EntryPoint:
    """
    Args:
        name: `package.module:function`.
        here: the folder that it is asked in; modules there are found.
        env: variables beside the machine's own.
        log: gets what it prints.
        started: hears the process id.
    """

    def __init__(
        self, name: str, *, here: Path, env: Mapping[str, str], log: Path, started: Callable[[int], None]
    ) -> None:
        self._name, self._here, self._log, self._started = name, here, log, started
        self._env = {**os.environ, **env}
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, question: Mapping[str, str]) -> Reply:
        """
        Its answer; one question at a time.

        Raises:
            OSError: if the process cannot be started, or ends.
            TimeoutError: if there is none in time; then the next question is asked of a new process.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(ANSWER_S):
                    return await self._asked(question)
            except (TimeoutError, OSError):
                await self.close()
                raise

    async def _asked(self, question: Mapping[str, str]) -> Reply:
        child = self._child or await self._spawn()
        assert child.stdin and child.stdout
        child.stdin.write(msgspec.json.encode(dict(question)) + b"\n")
        await child.stdin.drain()
        line = await child.stdout.readline()
        if not line:
            raise ConnectionResetError(f"{self._name} ended; see {self._log.name}")
        said = msgspec.json.decode(line)
        return Reply(status=said["status"], headers={}, body=said["body"].encode())

    async def _spawn(self) -> asyncio.subprocess.Process:
        command = [sys.executable, "-m", "lotproof.harness.suite.answering", self._name]
        with self._log.open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                *command,
                cwd=self._here,
                env=self._env,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                limit=LINE_MAX_BYTES,
                start_new_session=True,
            )
        self._started(self._child.pid)
        return self._child

    async def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
