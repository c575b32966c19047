"""Business systems in process, with a run that has begun."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from lotproof.harness.model.effects import Effect
from lotproof.mocks.local import LocalSystems

from tests.mocks.landscape import Client, config, start


class Inbox:
    """Where webhooks arrive; `answers` are statuses to give, then 204 for ever."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []
        self.answers: list[int] = []

    async def deliver(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.got.append((url, headers, body))
        return self.answers.pop(0) if self.answers else 204


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "systems.jsonl"


@pytest.fixture
async def systems(inbox: Inbox, segment: Path, tmp_path: Path) -> AsyncIterator[LocalSystems]:
    opened = LocalSystems(config(tmp_path / "state"), deliver=inbox.deliver)
    await opened.open()
    await opened.begin(start(segment))
    yield opened
    await opened.close()


@pytest.fixture
def client(systems: LocalSystems) -> Client:
    return Client(systems)


@pytest.fixture
def effects(systems: LocalSystems) -> list[Effect]:
    """Every effect from now on."""
    seen: list[Effect] = []
    systems.on_effect = seen.append
    return seen
