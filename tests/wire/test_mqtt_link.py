"""The link between clients and the broker, with a real broker and real connections."""

import asyncio
import json

import pytest
from gmqtt import Client
from lotproof.harness.wire.broker import Broker
from lotproof.harness.wire.mqtt import MqttFloor

from tests.wire.clients import BareClient
from tests.wire.conftest import USERS, Ledger, plan, signal, until

pytestmark = pytest.mark.sockets


def seqs(client: BareClient) -> list[int]:
    return [json.loads(letter.payload)["seq"] for letter in client.got]


async def test_a_delivery_is_written_down_when_sent_and_again_when_confirmed(floor: MqttFloor, ledger: Ledger) -> None:
    """A delivery has an entry when it is sent and, after the PUBACK, another that says acked."""
    client = await BareClient(floor.port, auto=False).connect()
    await floor.show(signal(1))
    await until(lambda: client.got)
    assert [body.get("acked", False) for body in ledger.delivered(1)] == [False]
    client.confirm(client.got[0])
    await until(lambda: ledger.delivered(1, acked=True))
    first = ledger.delivered(1)[0]
    assert first["address"] == "northfield/NORTH/processing/L1/W1/_event/consumed"
    assert (first["stream"], first["wire"]) == ("NORTH/W1/consumed", "mqtt")
    await client.drop()


async def test_a_gmqtt_client_gets_everything_in_order(floor: MqttFloor, ledger: Ledger) -> None:
    """A usual client library behind the link receives each message once, in order."""
    got: list[int] = []
    client = Client("usual", clean_session=False)
    client.set_auth_credentials("sut", USERS["sut"])
    client.on_message = lambda _client, _topic, payload, _qos, _properties: got.append(json.loads(payload)["seq"]) or 0
    await client.connect("127.0.0.1", floor.port, version=4)
    client.subscribe("northfield/#", qos=1)
    await asyncio.sleep(0.1)
    for number in range(1, 101):
        await floor.show(signal(number))
    await until(lambda: len(got) >= 100)
    assert got == list(range(1, 101))
    await until(lambda: len(ledger.bodies("delivered", acked=True)) == 100)
    await client.disconnect()


@pytest.mark.parametrize("when", ["at_once", "after_ack"])
async def test_a_duplicate_bears_dup_and_reaches_only_the_client_under_test(
    floor: MqttFloor, ledger: Ledger, when: str
) -> None:
    """The struck message comes a second time with DUP to the client under test, once to everybody else."""
    client = await BareClient(floor.port).connect()
    escort = await BareClient(floor.port, user="escort", client_id="escort-1").connect()
    await floor.strike(plan("mqtt_duplicate", when=when), signal(1))
    await floor.show(signal(1))
    await floor.show(signal(2))
    await until(lambda: len(client.got) == 3 and len(escort.got) == 2)
    assert sorted(seqs(client)) == [1, 1, 2]
    assert [letter.dup for letter in client.got if b'"e1"' in letter.payload] == [False, True]
    assert ledger.phases() == ["start", "hit", "end"]
    await until(lambda: len(ledger.delivered(1, acked=True)) == 2)
    assert [body.get("copy_no", 1) for body in ledger.delivered(1, acked=True)] == [1, 2]
    await client.drop()
    await escort.drop()


@pytest.mark.parametrize("where", ["before", "inside", "after"])
async def test_after_a_cut_the_unconfirmed_comes_again_exactly_once(
    floor: MqttFloor, ledger: Ledger, where: str
) -> None:
    """A client that comes back to its session gets at once, and once, what it had not confirmed."""
    client = await BareClient(floor.port, auto=where != "after").connect()
    await floor.strike(plan("mqtt_cut", where=where, attempts=2), signal(1))
    await floor.show(signal(1))
    await until(lambda: client.closed)
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            await client.connect(subscribe=False)
    await floor.show(signal(2))
    client.got.clear()
    client.auto = True
    await client.connect(subscribe=False)
    assert client.kept
    await until(lambda: {1, 2} <= set(seqs(client)))
    await floor.show(signal(3))
    await until(lambda: 3 in seqs(client))
    assert sorted(seqs(client)) == [1, 2, 3]
    assert [letter.dup for letter in client.got] == [where != "before", False, False]
    assert ledger.phases() == ["start", "hit", "hit", "hit", "end"]
    await client.drop()


async def test_what_a_client_dropped_unconfirmed_comes_again_with_dup(floor: MqttFloor, ledger: Ledger) -> None:
    """Without any strike, a client that dies before its PUBACK gets the message again, marked DUP."""
    client = await BareClient(floor.port, auto=False).connect()
    await floor.show(signal(1))
    await until(lambda: client.got)
    await client.drop()
    client.got.clear()
    client.auto = True
    await client.connect(subscribe=False)
    await until(lambda: client.got)
    assert client.got[0].dup
    await until(lambda: ledger.delivered(1, acked=True))
    assert ledger.delivered(1, acked=True)[0]["copy_no"] == 2
    await client.drop()
    client.got.clear()
    await client.connect(subscribe=False)
    await floor.show(signal(2))
    await until(lambda: client.got)
    assert seqs(client) == [2]
    await client.drop()


async def two_under_test(floor: MqttFloor) -> tuple[BareClient, BareClient]:
    """Two clients that may be struck, both listening; the escort is a third."""
    floor.aim({"sut", "other"})
    return (
        await BareClient(floor.port).connect(),
        await BareClient(floor.port, user="other", client_id="other-1").connect(),
    )


@pytest.mark.parametrize("when", ["at_once", "after_ack"])
async def test_each_client_under_test_gets_its_own_duplicate(floor: MqttFloor, ledger: Ledger, when: str) -> None:
    """What is sent twice to one client is sent twice to the other too."""
    one, other = await two_under_test(floor)
    await floor.strike(plan("mqtt_duplicate", when=when), signal(1))
    await floor.show(signal(1))
    await floor.show(signal(2))
    await until(lambda: len(one.got) == 3 and len(other.got) == 3)
    assert sorted(seqs(one)) == sorted(seqs(other)) == [1, 1, 2]
    assert ledger.phases() == ["start", "hit", "hit", "end"]
    await one.drop()
    await other.drop()


async def test_each_client_under_test_has_its_own_order(floor: MqttFloor) -> None:
    """What one client gets does not count as what has overtaken a message to the other."""
    one, other = await two_under_test(floor)
    await floor.strike(plan("mqtt_reorder", passed=2), signal(1))
    for number in (1, 2, 3, 4):
        await floor.show(signal(number))
    await until(lambda: len(one.got) == 4 and len(other.got) == 4)
    assert seqs(one) == seqs(other) == [2, 3, 1, 4]
    await one.drop()
    await other.drop()


async def test_who_does_not_listen_keeps_no_strike_open(floor: MqttFloor, ledger: Ledger) -> None:
    """A client that has asked for other topics, or for these no longer, is not waited for."""
    one, other = await two_under_test(floor)
    await other.unsubscribe()
    await floor.strike(plan("mqtt_duplicate"), signal(1))
    await floor.show(signal(1))
    await until(lambda: len(one.got) == 2)
    await until(lambda: ledger.phases() == ["start", "hit", "end"])
    await one.drop()
    await other.drop()


async def test_a_held_message_is_overtaken_and_still_arrives(floor: MqttFloor, ledger: Ledger) -> None:
    """A reordered message arrives after as many others as were asked for."""
    client = await BareClient(floor.port).connect()
    await floor.strike(plan("mqtt_reorder", passed=2, by="other"), signal(1))
    for number, equipment in ((1, "W1"), (2, "W1"), (3, "X1"), (4, "X1"), (5, "W1")):
        await floor.show(signal(number, equipment=equipment))
    await until(lambda: len(client.got) == 5)
    assert seqs(client) == [2, 3, 4, 1, 5]
    assert ledger.phases() == ["start", "hit", "end"]
    await client.drop()


async def test_a_held_message_arrives_when_time_is_up(floor: MqttFloor) -> None:
    """A reordered message that nobody overtakes arrives at the strike's bound."""
    client = await BareClient(floor.port).connect()
    await floor.strike(plan("mqtt_reorder", passed=9, upper_s=0.3), signal(1))
    await floor.show(signal(1))
    await until(lambda: client.got, within_s=3.0)
    await client.drop()


async def test_a_source_that_repeats_itself_keeps_stream_and_seq(floor: MqttFloor, ledger: Ledger) -> None:
    """A resend has a new event id and the same identity, and is written down as sent before it goes out."""
    client = await BareClient(floor.port).connect()
    await floor.strike(plan("floor_resend"), signal(1))
    await floor.show(signal(1))
    await until(lambda: len(client.got) == 2)
    first, second = (json.loads(letter.payload) for letter in client.got)
    assert (first["stream"], first["seq"]) == (second["stream"], second["seq"])
    assert first["event_id"] != second["event_id"]
    assert not any(letter.dup for letter in client.got)
    assert len(ledger.bodies("sent", resend=True)) == 1
    await client.drop()


async def test_values_are_retained_and_come_before_the_event(floor: MqttFloor) -> None:
    """Who subscribes late finds the last value of each tag, with its source identity."""
    sample = {"name": "Temperature_C", "value": "81.5", "unit": "Cel", "quality": "good"}
    await floor.show(signal(7, kind="sampled", payload={}, values=sample))
    client = await BareClient(floor.port).connect()
    await until(lambda: client.got)
    assert client.got[0].retain
    assert client.got[0].topic.endswith("/W1/_tag/Temperature_C")
    content = json.loads(client.got[0].payload)
    assert (content["value"], content["unit"], content["seq"]) == ("81.5", "Cel", 7)
    await client.drop()


async def test_the_link_outlives_its_broker(floor: MqttFloor, broker: Broker) -> None:
    """When the broker dies and comes back, clients and the plant reconnect through the same port."""
    client = await BareClient(floor.port).connect()
    await floor.show(signal(1))
    await until(lambda: client.got)
    await broker.stop()
    await until(lambda: client.closed)
    with pytest.raises(ConnectionRefusedError):
        await client.connect(subscribe=False)
    await broker.start()
    await client.connect()
    await floor.show(signal(2))
    await until(lambda: len(client.got) == 2)
    assert seqs(client) == [1, 2]
    await client.drop()


async def test_a_strike_that_meets_nothing_ends_by_itself(floor: MqttFloor, ledger: Ledger) -> None:
    """A strike ends at its bound of wall time even if what it waits for never comes."""
    await floor.strike(plan("mqtt_duplicate", upper_s=0.1), signal(99))
    await until(lambda: ledger.phases() == ["start", "end"])


async def test_an_unknown_fault_is_named_with_the_known_ones(floor: MqttFloor) -> None:
    """Arming a fault that nobody knows tells which there are."""
    with pytest.raises(Exception, match="mqtt_duplicate"):
        await floor.strike(plan("mqtt_dupliacte"), None)
