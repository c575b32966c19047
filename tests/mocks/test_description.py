"""The descriptions at /openapi.json: read by Schemathesis, and held against the servers."""

from pathlib import Path

import aiohttp
import pytest
from lotproof.mocks.kit.openapi import described
from lotproof.mocks.landscape import landscape
from lotproof.mocks.remote import RemoteSystems

from tests.clients.openapi import calls
from tests.mocks.landscape import CONSUMED, ENTERPRISE, ORDER, RECEIVED, WORK_ORDER, config, desk

SYSTEMS = tuple(system.name for system in landscape(ENTERPRISE))


@pytest.mark.parametrize("system", landscape(ENTERPRISE), ids=SYSTEMS)
def test_every_operation_is_described(system) -> None:
    """Each row has a summary, its parameters, its answer and its problems."""
    paths = described(system.title, system.operations)["paths"]
    for op in system.operations:
        said = paths[op.path][op.method.lower()]
        assert (said["operationId"], bool(said["summary"])) == (op.name, True)
        assert {"401", "503", str(op.status)} <= said["responses"].keys()
        assert ("requestBody" in said) == (op.body is not None)


@pytest.mark.parametrize("system", landscape(ENTERPRISE), ids=SYSTEMS)
def test_names_of_operations_are_used_once(system) -> None:
    """A name stands for one row; so does an act."""
    names = [op.name for op in system.operations] + [op.act for op in system.operations if op.act]

    assert len(names) == len(set(names))


@pytest.mark.sockets
async def test_the_docs_are_a_page() -> None:
    """/docs and /openapi.json need no token."""
    systems = RemoteSystems(config())
    await systems.open()
    try:
        async with aiohttp.ClientSession() as session:
            for path, kind in (("/docs", "text/html"), ("/openapi.json", "application/json"), ("/health", "app")):
                async with session.get(systems.urls["erp"] + path) as answer:
                    assert (answer.status, answer.content_type.startswith(kind)) == (200, True)
    finally:
        await systems.close()


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_description_is_true(tmp_path: Path, system: str) -> None:
    """Schemathesis calls every operation as it is described, and finds nothing that is not as described."""
    systems = RemoteSystems(config(token_s=3600.0))
    await systems.open()
    try:
        await _something(systems)
        ended, printed = await calls(systems.urls[system], tmp_path, await _token(systems.urls[system]), examples=5)
    finally:
        await systems.close()

    assert ended == 0, printed


async def _something(systems: RemoteSystems) -> None:
    """A few things that can be read."""
    await desk(systems, "erp", "release_order", **ORDER)
    await desk(systems, "mes", "create_work_order", **WORK_ORDER)
    await desk(systems, "mes", "consumptions", **CONSUMED)
    await desk(systems, "wms", "receive", **RECEIVED)
    await desk(systems, "qms", "place_hold", hold="H1", item="SAUCE", lot="A1", plant="NORTH")


async def _token(url: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": "escort", "client_secret": "e"}
    async with aiohttp.ClientSession() as session, session.post(f"{url}/token", data=form) as answer:
        return str((await answer.json())["access_token"])
