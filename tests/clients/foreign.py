"""A client that nobody here wrote, as a process that prints one JSON line for each thing it sees."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

NODE = Path(__file__).parent / "node"
DEADLINE_S = 20.0

Seen = dict[str, Any]


class Foreign:
    """What the client has said so far, and a way to wait for more."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[Seen] = []
        self._more = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    async def sees(self, wanted: Callable[[Seen], bool], times: int = 1) -> list[Seen]:
        """Everything wanted, as soon as it was seen that many times; fails after the deadline or at the end."""

        def found() -> list[Seen]:
            return [line for line in self.said if wanted(line)]

        async with self._more:
            with contextlib.suppress(TimeoutError):
                enough = self._more.wait_for(lambda: len(found()) >= times or self._reading.done())
                await asyncio.wait_for(enough, DEADLINE_S)
        assert len(found()) >= times, f"seen so far: {self.said}"
        return found()

    async def end(self) -> int:
        """Ask it to stop by closing its input, or a signal where it does not read any; gives its exit code."""
        if self.process.stdin:
            self.process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            if self.process.stdin is None:
                self.process.terminate()
        try:
            return await asyncio.wait_for(self.process.wait(), DEADLINE_S)
        finally:
            if self.process.returncode is None:
                self.process.kill()
            await self._reading

    async def _read(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            async with self._more:
                self.said.append(parsed(line.decode()))
                self._more.notify_all()
        async with self._more:
            self._more.notify_all()


def parsed(line: str) -> Seen:
    try:
        return dict(json.loads(line))
    except ValueError:
        return {"what": "text", "text": line}


@asynccontextmanager
async def foreign(*command: str, fed: bool = False) -> AsyncIterator[Foreign]:
    """The client while it runs; `fed` ones end when their input ends."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE if fed else None,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    client = Foreign(process)
    try:
        yield client
    finally:
        await client.end()


def node(script: str, settings: dict[str, Any]) -> tuple[str, ...]:
    """The command of a Node.js client; skips where its packages are not installed."""
    if not (NODE / "node_modules").exists() or not shutil.which("node"):
        pytest.skip("needs Node.js and the packages that `make node-clients` installs")
    return ("node", str(NODE / script), json.dumps(settings))


def mosquitto(name: str, *words: str) -> tuple[str, ...]:
    """The command of one of Mosquitto's clients, line by line; skips where it is not installed."""
    if not shutil.which(name) or not shutil.which("stdbuf"):
        pytest.skip(f"needs {name}, which `make mosquitto` installs, and stdbuf")
    return ("stdbuf", "-oL", name, *words)
