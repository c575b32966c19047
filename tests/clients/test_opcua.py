"""The floor on OPC UA, read by node-opcua."""

from pathlib import Path
from typing import Any

import pytest
from lotproof.harness.model.world import Credentials
from lotproof.harness.wire.opcua import OpcuaFloor

from tests.clients.conftest import USERS, signal
from tests.clients.foreign import Seen, foreign, node

pytestmark = pytest.mark.sockets

START = 1_790_000_000_000_000


async def settings(floor: OpcuaFloor, folder: Path, **more: Any) -> dict[str, Any]:
    (told,) = await floor.describe(Credentials(username="foreign", password=USERS["foreign"]), "foreign")
    own = {"userName": "foreign", "password": USERS["foreign"], "namespace": told.namespace}
    papers = {"certificateFile": told.client_certificate, "privateKeyFile": told.client_key}
    uri = "urn:lotproof:client:client-foreign"
    return {"url": told.url, **own, **papers, "applicationUri": uri, "folder": str(folder / "pki"), **more}


def ready(line: Seen) -> bool:
    return line["what"] == "ready"


def event(seq: int):
    return lambda line: line["what"] == "event" and line["SourceSeq"] == seq


def change(seq: int):
    return lambda line: line["what"] == "change" and line["seq"] == seq


@pytest.mark.parametrize("secure", [False, True], ids=["open", "encrypted"])
async def test_node_opcua_sees_a_fact_twice(opcua_floor: OpcuaFloor, tmp_path: Path, secure: bool) -> None:
    """A fact reaches node-opcua as an event and as a change of its number, with the same identity."""
    told = await settings(opcua_floor, tmp_path, secure=secure)
    async with foreign(*node("opcua_read.mjs", told), fed=True) as client:
        (found,) = await client.sees(ready)
        await opcua_floor.show(signal(START))
        (happened,) = await client.sees(event(START))
        (changed,) = await client.sees(change(START))

    assert found["machines"] == ["W1", "X1"]
    assert (happened["SourceStream"], happened["EventKind"]) == ("NORTH/W1/consumed", "consumed")
    assert (happened["sourceName"], happened["JobOrderID"]) == ("W1", "M1")
    assert (changed["machine"], changed["kind"]) == ("W1", "consumed")


async def test_source_time_is_the_plants_own(opcua_floor: OpcuaFloor, tmp_path: Path) -> None:
    """node-opcua reads sim time as source timestamp and wall time as server timestamp."""
    told = await settings(opcua_floor, tmp_path)
    async with foreign(*node("opcua_read.mjs", told), fed=True) as client:
        await client.sees(ready)
        await opcua_floor.show(signal(START + 1))
        (changed,) = await client.sees(change(START + 1))

    assert changed["source"].startswith("2021-03-01T06:00:00")
    assert changed["server"] > "2024"


async def test_equal_facts_are_two(opcua_floor: OpcuaFloor, tmp_path: Path) -> None:
    """Two facts that look alike are two events with numbers of their own."""
    told = await settings(opcua_floor, tmp_path)
    async with foreign(*node("opcua_read.mjs", told), fed=True) as client:
        await client.sees(ready)
        await opcua_floor.show(signal(START + 2))
        await opcua_floor.show(signal(START + 3))

        assert await client.sees(event(START + 2))
        assert await client.sees(event(START + 3))


async def test_a_wrong_password_is_refused(opcua_floor: OpcuaFloor, tmp_path: Path) -> None:
    """node-opcua with a wrong password is told so, and stays out."""
    told = await settings(opcua_floor, tmp_path, password="wrong")
    async with foreign(*node("opcua_read.mjs", told), fed=True) as client:
        (refused,) = await client.sees(lambda line: line["what"] == "refused")

    assert "BadUserAccessDenied" in refused["problem"] or "BadIdentityToken" in refused["problem"]
