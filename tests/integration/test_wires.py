"""The reference's own clients on the real wires: nothing acknowledged before it is safe, and every way back found."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.world import Credentials
from lotproof.harness.wire.broker import open_broker
from lotproof.harness.wire.mqtt import MqttFloor
from lotproof.harness.wire.opcua import OpcuaFloor
from lotproof.harness.wire.opcua_line import Line
from lotproof.harness.wire.opcua_space import Machine
from lotproof.mocks.integration.canonical import of_card, of_message
from lotproof.mocks.integration.wires import mqtt, opcua

from tests.wire.conftest import USERS, Ledger, plan, signal, until

pytestmark = pytest.mark.sockets

OWN = Credentials(username="sut", password=USERS["sut"])
LINE = Line(
    enterprise="northfield", plant="NORTH", line="L1", machines=(Machine(name="W1", kinds=("consumed",), tags=()),)
)


def fact(seq: int) -> Signal:
    shown = signal(seq)
    return msgspec.structs.replace(shown, payload={**shown.payload, "occurred_at": shown.occurred_at})


class Ears:
    """Keeps what it is told; refuses the first `failing` messages as a full disk would."""

    def __init__(self, failing: int = 0) -> None:
        self.heard: list[bytes] = []
        self.shown: list[list[bytes]] = []
        self.failing = failing

    async def hear(self, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        if self.failing:
            self.failing -= 1
            raise OSError("disk full")
        self.heard.append(payload)

    async def see(self, cards: list[bytes]) -> None:
        self.shown.append(cards)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "floor.jsonl")


@pytest.fixture
async def broker_floor(tmp_path: Path, ledger: Ledger) -> AsyncIterator[MqttFloor]:
    broker = await open_broker("nats", folder=tmp_path / "broker", users=USERS)
    floor = MqttFloor(
        broker=broker,
        username="plant",
        password=USERS["plant"],
        troubles=troubles(),
        under_test=["sut"],
        segment=ledger.segment,
    )
    await floor.open()
    yield floor
    await floor.close()
    await broker.stop()


@pytest.fixture
async def server_floor(tmp_path: Path, ledger: Ledger) -> AsyncIterator[OpcuaFloor]:
    floor = OpcuaFloor(
        lines=[LINE],
        users=USERS,
        folder=tmp_path / "papers",
        troubles=troubles(),
        under_test=["sut"],
        segment=ledger.segment,
    )
    await floor.open()
    yield floor
    await floor.close()


def client_of(floor: MqttFloor) -> mqtt.MqttFloor:
    return mqtt.MqttFloor(msgspec.to_builtins(floor.describe(OWN, "sut")))


async def test_what_comes_while_it_is_away_comes_when_it_is_back(broker_floor: MqttFloor) -> None:
    """The session outlives the process: facts shown meanwhile are delivered to the next one."""
    ears, client = Ears(), client_of(broker_floor)
    await client.open(ears.hear, ears.see)
    await until(lambda: client.ready)
    await client.close()
    await broker_floor.show(fact(1))
    again = client_of(broker_floor)
    await again.open(ears.hear, ears.see)
    await until(lambda: [of_message(payload).seq for payload in ears.heard] == [1])
    await again.close()


async def test_what_could_not_be_stored_is_not_acknowledged(broker_floor: MqttFloor, ledger: Ledger) -> None:
    """A message that failed is fetched again over a new connection, and acknowledged then."""
    ears, client = Ears(failing=1), client_of(broker_floor)
    await client.open(ears.hear, ears.see)
    await until(lambda: client.ready)
    await broker_floor.show(fact(1))
    await until(lambda: not ears.failing)
    assert ledger.delivered(1, acked=True) == []
    await until(lambda: ears.heard)
    await until(lambda: ledger.delivered(1, acked=True))
    await client.close()


async def test_a_cut_inside_a_message_loses_nothing(broker_floor: MqttFloor) -> None:
    """The connection dies in the middle of a message; the client is back by itself and has all of them."""
    ears, client = Ears(), client_of(broker_floor)
    await client.open(ears.hear, ears.see)
    await until(lambda: client.ready)
    await broker_floor.strike(plan("mqtt_cut", attempts=1, where="inside"), fact(2))
    for seq in (1, 2, 3):
        await broker_floor.show(fact(seq))
    await until(lambda: {of_message(payload).seq for payload in ears.heard} == {1, 2, 3})
    await client.close()


async def test_it_reads_the_cards_and_is_told_of_new_numbers(server_floor: OpcuaFloor) -> None:
    """On coming it sees the last fact of each kind; from then on each new one, the encrypted way; after a cut again."""
    (told,) = await server_floor.describe(OWN, "sut")
    ears, client = Ears(), opcua.OpcuaFloor(msgspec.to_builtins(told))
    await server_floor.show(fact(1))
    await client.open(ears.hear, ears.see)
    await until(lambda: client.ready)
    assert [of_card(card).seq for card in ears.shown[0]] == [1]
    await server_floor.show(fact(2))
    await until(lambda: 2 in [of_card(card).seq for card in ears.heard])
    assert of_card(ears.heard[-1]).inputs[0].lot == "S1"
    server_floor.servers["NORTH", "L1"].cut()
    await until(lambda: not client.ready)
    await until(lambda: client.ready)
    assert [of_card(card).seq for card in ears.shown[1]] == [2]
    await client.close()


async def test_a_server_that_is_not_there_yet_is_waited_for(server_floor: OpcuaFloor) -> None:
    """Without a server it is not ready, and says nothing else."""
    (told,) = await server_floor.describe(OWN, "sut")
    await server_floor.servers["NORTH", "L1"].stop()
    ears, client = Ears(), opcua.OpcuaFloor(msgspec.to_builtins(told))
    await client.open(ears.hear, ears.see)
    for _ in range(20):
        await asyncio.sleep(0)
    assert (client.ready, ears.shown) == (False, [])
    await client.close()
