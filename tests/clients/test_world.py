"""Software that nobody here wrote finds its way into a whole world with world.json alone."""

import asyncio
import base64
import json
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plan.enterprises import enterprise
from lotproof.harness.suite.guests import Guest
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.sockets import opened_world
from lotproof.harness.suite.world import World

from tests.clients.conftest import signal
from tests.clients.foreign import foreign, mosquitto, node
from tests.schemas.validate import mistakes

pytestmark = pytest.mark.sockets

START = 1_795_000_000_000_000


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Northfield on sockets, with one guest who is no process of ours."""
    guest = Guest(name="foreign", connector=Connector(name="foreign", claims=("receipt",)), here=tmp_path)
    async with opened_world(enterprise("northfield"), Options(world=tmp_path / "world"), (guest,)) as opened:
        yield opened


@pytest.fixture
def told(world: World) -> dict[str, Any]:
    """What the guest is told, and all that these tests know."""
    return dict(json.loads(world.world_file("foreign").read_bytes()))


async def test_world_json_keeps_to_its_schema_and_to_itself(world: World, told: dict[str, Any]) -> None:
    """It validates, only its owner may read it, and it names no scenario, seed or fault."""
    content = world.world_file("foreign").read_text()

    assert mistakes("world", told) == []
    assert world.world_file("foreign").stat().st_mode & 0o777 == 0o600
    assert not any(word in content for word in ("food_hold", '"seed"', "mqtt_duplicate"))


async def test_mosquitto_hears_the_floor(world: World, told: dict[str, Any]) -> None:
    """Mosquitto's client, given address, account and filter of world.json, hears an event."""
    mqtt = told["mqtt"]
    account = ("-u", mqtt["credentials"]["username"], "-P", mqtt["credentials"]["password"])
    place = ("-h", mqtt["host"], "-p", str(mqtt["port"]), "-t", mqtt["events"], "-q", "1", "-V", "mqttv311")
    async with foreign(*mosquitto("mosquitto_sub", *account, *place, "-F", "%j", "-d")) as client:
        await client.sees(lambda line: "Subscribed" in line.get("text", ""))
        await world.channels[0].show(signal(START))
        (seen,) = await client.sees(lambda line: str(START) in str(line.get("payload")))

    assert seen["topic"] == "northfield/NORTH/processing/L1/W1/_event/consumed"


async def test_node_opcua_browses_the_line(world: World, told: dict[str, Any], tmp_path: Path) -> None:
    """node-opcua, given address, account and papers of world.json, finds the machines and sees a fact."""
    (line,) = [one for one in told["opcua"] if "W1" in one["machines"]]
    account = {"userName": line["credentials"]["username"], "password": line["credentials"]["password"]}
    papers = {"certificateFile": line["client_certificate"], "privateKeyFile": line["client_key"]}
    rest = {"url": line["url"], "namespace": line["namespace"], "folder": str(tmp_path / "pki"), "secure": False}
    uri = {"applicationUri": "urn:lotproof:client:foreign"}
    async with foreign(*node("opcua_read.mjs", {**account, **papers, **rest, **uri}), fed=True) as client:
        (found,) = await client.sees(lambda line: line["what"] == "ready")
        await world.channels[1].show(signal(START))
        (seen,) = await client.sees(lambda line: line["what"] == "event" and line["SourceSeq"] == START)

    assert set(found["machines"]) == set(line["machines"])
    assert seen["SourceStream"] == "NORTH/W1/consumed"


def asked(url: str, token: str = "", data: bytes | None = None, basic: str = "") -> Any:
    """A call as Python's own client makes it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {"Authorization": f"Basic {basic}"}
    with urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers), timeout=10) as answer:
        return json.load(answer)


async def test_an_http_client_sees_what_people_enter(world: World, told: dict[str, Any]) -> None:
    """With token address and secret of world.json, an HTTP client reads in the change feed what was announced."""
    await world.systems.begin({"run": "r", "start_us": START})
    wms = told["systems"]["wms"]
    word = base64.b64encode(f"{wms['credentials']['client_id']}:{wms['credentials']['client_secret']}".encode())
    line = {"item": "SALT", "lot": "S1", "supplier_lot": "X", "quantity": "60", "unit": "kg", "location": "RAW"}
    body = {"receipt": "R1", "plant": "NORTH", "purchase_order": "P1", "supplier": "SALTWORKS", "lines": [line]}
    entered = await world.systems.desk(DeskCall(system="wms", act="receive", body=body))
    grant = b"grant_type=client_credentials"

    token = (await asyncio.to_thread(asked, wms["token_url"], "", grant, word.decode()))["access_token"]
    feed = await asyncio.to_thread(asked, f"{wms['url']}/changes", token)

    assert entered.done
    assert [(one["type"], one["event"]) for one in feed["items"]] == [
        ("goods_received", {"stream": entered.stream, "seq": entered.seq})
    ]
