"""The systems' descriptions, read and called by a client that nobody here wrote."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from tests.clients.openapi import calls

pytestmark = [pytest.mark.sockets, pytest.mark.slow]


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
