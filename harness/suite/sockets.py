"""The lane on sockets: a world, the integrations in it as processes, and the rig's own questions over HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.seams import Channel, Reply
from lotproof.harness.record.segment import Segment
from lotproof.harness.suite.asking import Asker
from lotproof.harness.suite.company import Company
from lotproof.harness.suite.guests import Guest
from lotproof.harness.suite.home import Home
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.world import World
from lotproof.harness.wire.pen import Pen


class SocketLane:
    """A `Lane` over an open world."""

    name = "sockets"

    def __init__(self, world: World, company: Company, asker: Asker, pen: Pen) -> None:
        self.world, self.company, self._asker, self._pen = world, company, asker, pen
        self.clock: Clock = world.clock
        self.enterprise: dict[str, Any] = world.enterprise
        self.channels: tuple[Channel, ...] = world.channels
        self.systems = world.systems

    @property
    def notes(self) -> tuple[str, ...]:
        return self.world.notes

    @property
    def lacks(self) -> tuple[str, ...]:
        return self.world.lacks

    @property
    def versions(self) -> dict[str, str]:
        return {"broker": self.world.broker.kind}

    def record(self, segment: Segment | None, under_test: Iterable[str]) -> None:
        self._pen.segment = segment
        self.world.record(segment, under_test)

    def interval_s(self) -> float:
        return self.world.interval_s()

    async def ask(self, url: str) -> Reply:
        parts = urlsplit(url)
        if parts.scheme == "python":
            return await self.company.answer(parts.netloc, dict(parse_qsl(parts.query)))
        return await self._asker.get(url)


@contextlib.asynccontextmanager
async def opened_world(enterprise: dict[str, Any], options: Options, who: tuple[Guest, ...]) -> AsyncIterator[World]:
    """
    A world without anybody in it yet; when this ends nothing of it is left running.

    Raises:
        InputError: if the world is in use, or a port that was named is taken.
        RigError: if something of ours does not start.
    """
    home = Home(options.world)
    try:
        home.open()
        world = World(
            enterprise=enterprise,
            guests=who,
            home=home,
            host=options.host,
            ports=read_ports(options.ports),
            broker=options.broker,
        )
        try:
            await world.open()
            yield world
        finally:
            await asyncio.shield(world.close())
    finally:
        home.close()


@contextlib.asynccontextmanager
async def opened_lane(world: World) -> AsyncIterator[SocketLane]:
    """The lane with everybody in it, ready; when this ends no process of theirs is left."""
    pen = Pen()
    async with Asker() as asker:
        company = Company(world, asker, pen)
        try:
            await company.open()
            yield SocketLane(world, company, asker, pen)
        finally:
            await asyncio.shield(company.stop())


def one_enterprise(plans: Iterable[Plan]) -> dict[str, Any]:
    """
    The enterprise that all plans share.

    Raises:
        InputError: if they play in different ones.
    """
    there = list(plans)
    for plan in there[1:]:
        if plan.enterprise != there[0].enterprise:
            raise InputError(
                "these scenarios play in different enterprises",
                which=f"{there[0].scenario} and {plan.scenario}",
                expected="one enterprise for all scenarios of a command",
                where="Run them one after the other.",
            )
    return there[0].enterprise


def read_ports(path: Path | None) -> dict[str, int]:
    """
    The ports that the user names: a YAML or JSON file of `name: port`.

    Raises:
        InputError: if the file is missing or is no such table.
    """
    if path is None:
        return {}
    import yaml

    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as wrong:
        raise InputError("the file of ports cannot be read", which=str(path), got=str(wrong)) from wrong
    if not isinstance(said, dict) or not all(isinstance(port, int) and 0 <= port < 65536 for port in said.values()):
        raise InputError(
            "the file of ports is not as it should be",
            which=str(path),
            expected="lines like `mqtt: 1883`, `erp: 8001`, `opcua.NORTH.L1: 4840`, `integration.NAME: 8080`",
            got=str(said)[:200],
        )
    return {str(name): port for name, port in said.items()}
