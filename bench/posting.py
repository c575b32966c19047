"""
A posting through the kit (token, limits, idempotency, state, effects, ledger) against mock servers that keep nothing.

    ours    caller --> MES in its host: one transaction and three ledger entries a posting
    theirs  caller --> Prism (quiet), with our own description of MES; Mockoon, with a template

Same route, same body, same caller, 32 connections. Where npm or what it installs is not there, that side is left out.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from lotproof.harness.model.seams import DeskCall
from lotproof.mocks.kit import own
from lotproof.mocks.kit.config import ClientConfig, HostConfig, Limits
from lotproof.mocks.kit.openapi import described
from lotproof.mocks.landscape import landscape
from lotproof.mocks.remote import RemoteSystems

from bench.sides import Bench

HERE = Path(__file__).parent
NODE = HERE / "node"
LANES, WARM_S, SECONDS = 32, 1.0, 3.0
ENTERPRISE: dict[str, Any] = {"name": "bench", "systems": {"mes": {}}}
CLIENTS = {"caller": ClientConfig(secret="s"), "person": ClientConfig(secret="p", role="person")}
ORDER = {"order": "M1", "item": "SAUCE", "quantity": "500", "unit": "kg", "plant": "NORTH"}
BIG = Limits(requests=100_000_000)


def measured(port: int, token: str) -> float:
    """Postings per second after a warm-up."""
    command = (sys.executable, "-m", "bench.posting_caller", str(port), token, str(LANES), "/consumptions")
    done = subprocess.run(
        command, input=f"{WARM_S}\n{SECONDS}\n", capture_output=True, text=True, check=True, cwd=HERE.parent
    )
    return float(done.stdout.split()[-1])


# -- ours


async def ours() -> float:
    with tempfile.TemporaryDirectory() as folder:
        config = HostConfig(
            enterprise=ENTERPRISE, clients=CLIENTS, folder=f"{folder}/state", token_s=3600.0, limits=BIG
        )
        async with opened(config, Path(folder)) as systems:
            await systems.desk(DeskCall(system="mes", act="create_work_order", body=ORDER))
            port = int(systems.urls["mes"].rpartition(":")[2])
            token = await token_of(systems.urls["mes"])
            return await asyncio.create_task(_off_loop(port, token))


async def _off_loop(port: int, token: str) -> float:
    """The loop stays free to hear what the host says."""
    return await asyncio.get_running_loop().run_in_executor(None, measured, port, token)


@asynccontextmanager
async def opened(config: HostConfig, folder: Path) -> AsyncIterator[RemoteSystems]:
    systems = RemoteSystems(config)
    await systems.open()
    try:
        await systems.begin({"run": "bench", "segment": str(folder / "systems.jsonl"), "start_us": 1})
        yield systems
    finally:
        await systems.close()


async def token_of(url: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": "caller", "client_secret": "s"}
    async with aiohttp.ClientSession() as session, session.post(f"{url}/token", data=form) as answer:
        return str((await answer.json())["access_token"])


# -- theirs


@cache
def there() -> str:
    """Why the other side cannot run; '' if it can. What is missing is installed where npm is there."""
    if not shutil.which("npm") or not shutil.which("node"):
        return "Node.js and npm are not there"
    if not (NODE / "node_modules" / ".bin" / "prism").exists():
        command = ("npm", "install", "--prefix", str(NODE), "--no-package-lock", "--no-audit", "--no-fund")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm could not install Prism and Mockoon: {done.stderr.strip()[-200:]}"
    return ""


def prism() -> float:
    system = landscape(ENTERPRISE)[0]
    description = described(system.title, (*system.operations, *own.TABLE))
    with tempfile.TemporaryDirectory() as folder, free() as port:
        file = Path(folder) / "mes.openapi.json"
        file.write_text(json.dumps(description), encoding="utf-8")
        command = ("prism", "mock", "-v", "error", "-p", str(port), "-h", "127.0.0.1", str(file))
        with running(command, port):
            return measured(port, "any")


def mockoon() -> float:
    with tempfile.TemporaryDirectory() as folder, free() as port:
        file = Path(folder) / "mes.mockoon.json"
        file.write_text(json.dumps(environment(port)), encoding="utf-8")
        command = ("mockoon-cli", "start", "--data", str(file), "--port", str(port), "--disable-log-to-file")
        with running(command, port):
            return measured(port, "any")


@contextmanager
def free() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    yield port


@contextmanager
def running(command: tuple[str, ...], port: int) -> Iterator[None]:
    """The server while it runs, from when it listens."""
    path = str(NODE / "node_modules" / ".bin" / command[0])
    process = subprocess.Popen(
        (path, *command[1:]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        listens(port)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def listens(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens at port {port} after a minute")


def environment(port: int) -> dict[str, Any]:
    """Mockoon's own file: one route that answers with what it was sent."""
    answer = {
        "uuid": "p1",
        "body": '{"id": "{{body \'reference\'}}", "document": ""}',
        "latency": 0,
        "statusCode": 201,
        "label": "",
        "headers": [{"key": "Content-Type", "value": "application/json"}],
        "bodyType": "INLINE",
        "filePath": "",
        "databucketID": "",
        "sendFileAsBody": False,
        "rules": [],
        "rulesOperator": "OR",
        "disableTemplating": False,
        "fallbackTo404": False,
        "default": True,
        "crudKey": "id",
        "callbacks": [],
    }
    route = {
        "uuid": "r1",
        "type": "http",
        "documentation": "",
        "method": "post",
        "endpoint": "consumptions",
        "responseMode": None,
        "streamingMode": None,
        "streamingInterval": 0,
        "responses": [answer],
    }
    tls = {"enabled": False, "type": "CERT", "pfxPath": "", "certPath": "", "keyPath": "", "caPath": ""}
    return {
        "uuid": "a1",
        "lastMigration": 33,
        "name": "mes",
        "port": port,
        "hostname": "",
        "endpointPrefix": "",
        "latency": 0,
        "folders": [],
        "proxyMode": False,
        "proxyHost": "",
        "proxyRemovePrefix": False,
        "cors": False,
        "headers": [],
        "proxyReqHeaders": [],
        "proxyResHeaders": [],
        "data": [],
        "callbacks": [],
        "rootChildren": [{"type": "route", "uuid": "r1"}],
        "tlsOptions": {**tls, "passphrase": ""},
        "routes": [route],
    }


def benches() -> list[Bench]:
    reason = there()
    if reason:
        print(f"posting: left out, {reason}")
        return []
    sides = (("prism", prism, 0.8, "Prism, quiet, validating"), ("mockoon", mockoon, 2.0, "Mockoon, one template"))
    return [
        Bench(
            name=f"posting-{name}",
            goal=goal,
            sense="at least",
            against=against,
            unit="postings/s",
            ours=lambda: asyncio.run(ours()),
            theirs=theirs,
            packages=("fastapi", "uvicorn", "msgspec"),
            rounds=3,
        )
        for name, theirs, goal, against in sides
    ]
