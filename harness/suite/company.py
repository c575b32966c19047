"""
The integrations of a world on sockets: those under test, and the escort that carries what they do not claim.

To the conductor they are one: a kill strikes those under test, and whichever of them ends by itself ends the run. An
escort that ends is the rig's fault.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path

from lotproof.harness.model.connector import Connector
from lotproof.harness.model.entries import ProcessEvent
from lotproof.harness.model.errors import RigError
from lotproof.harness.model.seams import Reply
from lotproof.harness.play.process import IntegrationProcess
from lotproof.harness.suite.asking import Asker
from lotproof.harness.suite.connector import filled
from lotproof.harness.suite.entry_point import EntryPoint
from lotproof.harness.suite.guests import Guest
from lotproof.harness.suite.world import World
from lotproof.harness.wire.pen import Pen


class Company:
    """
    Args:
        world: it is open, and every guest's `world.json` lies ready.
        asker: how readiness is asked.
        pen: where what happens to them is written down.
    """

    def __init__(self, world: World, asker: Asker, pen: Pen) -> None:
        self._world, self._pen = world, pen
        self.connectors: dict[str, Connector] = {}
        self._under_test: dict[str, IntegrationProcess] = {}
        self._escorts: dict[str, IntegrationProcess] = {}
        self._kept: dict[str, int] = {}
        self._entry_points: dict[str, EntryPoint] = {}
        for guest in world.guests:
            place = self._escorts if guest.escort else self._under_test
            place[guest.name] = self._process(guest, asker)

    def _process(self, guest: Guest, asker: Asker) -> IntegrationProcess:
        port = self._world.port_of(guest.name)
        connector = filled(guest.connector, port=port, here=guest.here)
        self.connectors[guest.name] = connector
        folder = self._world.home.client_folder(guest.name)
        env = {
            "LOTPROOF_WORLD": str(self._world.world_file(guest.name)),
            "LOTPROOF_PORT": str(port),
            "LOTPROOF_STATE": str(folder / "state"),
        }
        (folder / "state").mkdir(exist_ok=True)
        if connector.trace.kind == "python":
            self._entry_points[guest.name] = EntryPoint(
                connector.trace.entry_point,
                here=guest.here,
                env={**env, **connector.process.env},
                log=folder / "trace.txt",
                started=lambda pid: self._world.home.started(pid, f"trace of {guest.name}", group=True),
            )
        return IntegrationProcess(
            connector.process,
            name=guest.name,
            env=env,
            log=folder / "log.txt",
            ask=asker.status,
            record=self._note,
            cwd=guest.here,
        )

    # -- as the conductor sees them --------------------------------------------------------------------------------

    @property
    def ended(self) -> str:
        """
        Why one of those under test is gone though nobody stopped it; empty while all is well.

        Raises:
            RigError: if an escort is gone, or what all rest on.
        """
        if self._world.gone:
            raise self._world.gone
        for name, process in self._escorts.items():
            if process.ended:
                raise RigError("the escort is gone", which=name, got=process.ended, where=process.last_lines())
        for name, process in self._under_test.items():
            if process.ended:
                return f"{name}: {process.ended}"
        return ""

    @property
    def can_kill(self) -> bool:
        return any(process.can_kill for process in self._under_test.values())

    async def kill(self) -> None:
        """Those under test that can be killed."""
        await asyncio.gather(*(one.kill() for one in self._under_test.values() if one.can_kill))

    async def start(self) -> None:
        """
        Start those under test and wait until they are ready.

        Raises:
            InputError: if one cannot be started or is never ready.
        """
        await asyncio.gather(*(one.start() for one in self._under_test.values()))

    async def stop(self) -> None:
        """Stop all, the escort too; what fails for one does not keep the others running."""
        for entry_point in self._entry_points.values():
            await entry_point.close()
        ends = await asyncio.gather(*(one.stop() for one in self._all()), return_exceptions=True)
        for process, end in zip(self._all(), ends, strict=True):
            if isinstance(end, BaseException):
                with contextlib.suppress(Exception):
                    await process.kill()

    # -- for the suite ---------------------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Those under test."""
        return tuple(self._under_test)

    async def open(self) -> None:
        """
        Start everybody.

        Raises:
            InputError: if one under test cannot be started or is never ready.
            RigError: if an escort is not.
        """
        await asyncio.gather(self.start(), self._open_escorts())

    async def _open_escorts(self) -> None:
        try:
            await asyncio.gather(*(one.start() for one in self._escorts.values()))
        except Exception as failed:
            raise RigError("the escort does not start", got=str(failed)) from failed

    async def answer(self, name: str, question: Mapping[str, str]) -> Reply:
        """
        What the entry point of one of them answers to a trace question.

        Raises:
            OSError, TimeoutError: if it does not.
        """
        return await self._entry_points[name].ask(question)

    def keep_logs(self, folder: Path) -> None:
        """Copy what they have printed since the last time into the run's folder."""
        for process in self._all():
            content = process.log.read_bytes() if process.log.exists() else b""
            (folder / f"{process.name}.log").write_bytes(content[self._kept.get(process.name, 0) :])
            self._kept[process.name] = len(content)

    def _all(self) -> list[IntegrationProcess]:
        return [*self._under_test.values(), *self._escorts.values()]

    def _note(self, event: ProcessEvent) -> None:
        if event.what == "started":
            self._world.home.started(event.pid, f"integration {event.role}", group=True)
        self._pen.write("process", event)
