"""One world and one integration for all tests of a file: it keeps running, and each test is a turn of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.integration_node.rig import Rig, opened_rig


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rig]:
    async with opened_rig(tmp_path_factory.mktemp("node")) as opened:
        yield opened


@pytest.fixture
def rig(running: Rig) -> Rig:
    running.next_turn()
    return running
