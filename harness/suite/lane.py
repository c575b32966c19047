"""What a run needs of a lane, be it sockets and processes or coroutines on a virtual clock."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.seams import Channel, Reply, Systems
from lotproof.harness.record.segment import Segment


class Company(Protocol):
    """The integrations, as one."""

    connectors: dict[str, Connector]

    @property
    def ended(self) -> str: ...

    @property
    def can_kill(self) -> bool: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    async def start(self) -> None: ...

    async def kill(self) -> None: ...

    async def stop(self) -> None: ...

    def keep_logs(self, folder: Path) -> None: ...


class Lane(Protocol):
    """
    A world with everybody in it.

    `name` is `sockets` or `fast`; `versions`, `notes` and what the broker `lacks` go into the record; `record` turns
    the wires to a run's segment; `interval_s` is the longest interval in which a live client learns of a changed value.
    """

    @property
    def name(self) -> str: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def enterprise(self) -> dict[str, Any]: ...

    @property
    def channels(self) -> Sequence[Channel]: ...

    @property
    def systems(self) -> Systems: ...

    @property
    def company(self) -> Company: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    @property
    def lacks(self) -> tuple[str, ...]: ...

    @property
    def versions(self) -> dict[str, str]: ...

    def record(self, segment: Segment | None, under_test: Iterable[str]) -> None: ...

    def interval_s(self) -> float: ...

    async def ask(self, url: str) -> Reply: ...
