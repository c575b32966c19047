"""The systems' descriptions, read and called by a client that nobody here wrote."""

import asyncio
import base64
import json
import socket
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from lotproof.harness.plan.enterprises import enterprise
from lotproof.mocks.kit.config import ClientConfig, HostConfig
from lotproof.mocks.remote import RemoteSystems
from pydantic import BaseModel

from tests.clients.openapi import calls

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

SYSTEMS = ("erp", "mes", "qms", "wms")


class Lot(BaseModel):
    """A lot, as the description promises it."""

    item: str
    quantity: str


def described(lies: bool) -> FastAPI:
    """A small system; one that lies answers what its description does not promise."""
    app = FastAPI()

    @app.get("/lots/{item}", response_model=None if lies else Lot, responses={200: {"model": Lot}})
    async def lot(item: str) -> object:
        return {"item": item, "quantity": 7 if lies else "7"}

    return app


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of the application while it is served on a free port."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await running


@pytest.mark.parametrize(("lies", "code"), [(False, 0), (True, 1)], ids=["honest", "lying"])
async def test_a_description_is_held_against_its_server(tmp_path: Path, lies: bool, code: int) -> None:
    """Schemathesis passes a server that does what it says, and fails one that does not."""
    async with served(described(lies)) as url:
        ended, printed = await calls(url, tmp_path)

    assert ended == code, printed


@pytest.fixture
async def systems(tmp_path: Path) -> AsyncIterator[RemoteSystems]:
    """Northfield's four systems on sockets, with a client whose token lasts."""
    clients = {"foreign": ClientConfig(secret="foreign-word"), "rig": ClientConfig(secret="r", role="rig")}
    clients["person"] = ClientConfig(secret="p", role="person")
    config = HostConfig(enterprise=enterprise("northfield"), clients=clients, folder=str(tmp_path / "s"), token_s=600)
    opened = RemoteSystems(config)
    await opened.open()
    await opened.begin({"run": "openapi", "start_us": 1_795_000_000_000_000})
    yield opened
    await opened.close()


def token(url: str) -> str:
    """A token as any OAuth client gets it."""
    word = base64.b64encode(b"foreign:foreign-word").decode()
    asked = urllib.request.Request(
        f"{url}/token", data=b"grant_type=client_credentials", headers={"Authorization": f"Basic {word}"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return str(json.load(answer)["access_token"])


@pytest.mark.parametrize("name", SYSTEMS)
async def test_a_system_does_what_it_describes(systems: RemoteSystems, tmp_path: Path, name: str) -> None:
    """Schemathesis calls every operation with drawn values: no 500, and answers as described."""
    url = systems.urls[name]
    ended, printed = await calls(url, tmp_path, token=await asyncio.to_thread(token, url), examples=5)

    assert ended == 0, printed
