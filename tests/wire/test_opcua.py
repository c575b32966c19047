"""The floor on OPC UA, seen by asyncua's own client."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asyncua import Client, ua
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.world import Credentials
from lotproof.harness.wire import opcua_sessions
from lotproof.harness.wire.opcua import OpcuaFloor
from lotproof.harness.wire.opcua_line import Line
from lotproof.harness.wire.opcua_space import Machine

from tests.wire.conftest import USERS, Ledger, plan, signal, until

pytestmark = pytest.mark.sockets

LINE = Line(
    enterprise="northfield",
    plant="NORTH",
    line="L1",
    machines=(
        Machine(name="W1", kinds=("consumed", "limit_crossed"), tags=("Temperature_C",)),
        Machine(name="X1", kinds=("produced",)),
    ),
)


@pytest.fixture
async def floor(tmp_path: Path, ledger: Ledger) -> AsyncIterator[OpcuaFloor]:
    opened = OpcuaFloor(
        lines=[LINE],
        users=USERS,
        folder=tmp_path / "papers",
        troubles=troubles(),
        under_test=["sut"],
        segment=ledger.segment,
    )
    await opened.open()
    yield opened
    await opened.close()


def url(floor: OpcuaFloor) -> str:
    return floor.servers["NORTH", "L1"].url


async def connected(floor: OpcuaFloor, user: str = "sut", word: str | None = None) -> Client:
    client = Client(url(floor), timeout=3)
    client.set_user(user)
    client.set_password(word or USERS[user])
    await client.connect()
    return client


class Hearer:
    """Notes what it is told, in order."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, Any]] = []
        self.events: list[Any] = []

    def datachange_notification(self, node: Any, value: Any, _change: Any) -> None:
        self.changes.append((str(node.nodeid.Identifier), value))

    def event_notification(self, event: Any) -> None:
        self.events.append(event)

    def status_change_notification(self, _status: Any) -> None:
        pass


async def listening(client: Client, *names: str) -> Hearer:
    hearer = Hearer()
    subscription = await client.create_subscription(20, hearer)
    index = await client.get_namespace_index(LINE.namespace)
    await subscription.subscribe_data_change([client.get_node(ua.NodeId(name, index)) for name in names])
    await until(lambda: len(hearer.changes) >= len(names))
    hearer.changes.clear()
    return hearer


CARD = "W1.Last.consumed"


async def test_a_client_browses_and_reads_what_was_shown(floor: OpcuaFloor, ledger: Ledger) -> None:
    """Below Objects/Machines each machine shows the last fact of each kind, and a read of its number is recorded."""
    client = await connected(floor)
    await floor.show(signal(41))
    index = await client.get_namespace_index(LINE.namespace)
    path = [f"{index}:{name}" for name in ("Machines", "W1", "Last", "consumed")]
    card = await client.nodes.objects.get_child(path)
    names = {(await node.read_browse_name()).Name for node in await card.get_children()}
    assert {"SourceStream", "SourceSeq", "Inputs", "Details", "OccurredAt"} <= names
    inputs = await client.get_node(ua.NodeId(f"{CARD}.Inputs", index)).read_value()
    assert json.loads(inputs)[0]["lot"] == "S1"
    number = client.get_node(ua.NodeId(f"{CARD}.SourceSeq", index))
    value = await number.read_data_value()
    assert (value.Value.Value, value.Value.VariantType) == (41, ua.VariantType.Int64)
    assert value.SourceTimestamp.year == 2021
    await number.read_value()
    assert [body["how"] for body in ledger.delivered(41, acked=True)] == ["read"]
    await client.disconnect()


async def test_the_number_is_told_after_the_values_that_belong_to_it(floor: OpcuaFloor) -> None:
    """SourceSeq changes last, SourceStream just before it."""
    client = await connected(floor)
    names = [f"{CARD}.{name}" for name in ("SourceSeq", "SourceStream", "Inputs", "OccurredAt")]
    server = floor.servers["NORTH", "L1"]
    written: list[str] = []
    write = server._server.write_attribute_value

    async def noted(node: Any, value: Any) -> None:
        written.append(str(node.Identifier))
        await write(node, value)

    server._server.write_attribute_value = noted
    hearer = await listening(client, *names)
    await floor.show(signal(5))
    await until(lambda: len(hearer.changes) == 4)
    assert written[-2:] == [f"{CARD}.SourceStream", f"{CARD}.SourceSeq"]
    await client.disconnect()


async def test_notifications_are_recorded_and_recorded_as_confirmed(floor: OpcuaFloor, ledger: Ledger) -> None:
    """A data change of SourceSeq is a delivery to the session's user, confirmed by its next Publish request."""
    client = await connected(floor)
    hearer = await listening(client, f"{CARD}.SourceSeq")
    for number in (1, 2, 3):
        await floor.show(signal(number))
    await until(lambda: [value for _, value in hearer.changes] == [1, 2, 3])
    for number in (1, 2, 3):
        await until(lambda n=number: ledger.delivered(n, acked=True))
        assert {body["how"] for body in ledger.delivered(number)} == {"notification"}
    await client.disconnect()


async def test_events_bear_identity_and_content_and_are_recorded(floor: OpcuaFloor, ledger: Ledger) -> None:
    """A TraceEventType event on the Server object tells machine, identity, sim time and content."""
    client = await connected(floor)
    hearer = Hearer()
    subscription = await client.create_subscription(20, hearer)
    index = await client.get_namespace_index(LINE.namespace)
    kind = await client.nodes.base_event_type.get_child(f"{index}:TraceEventType")
    await subscription.subscribe_events(client.nodes.server, kind)
    await floor.show(signal(7))
    await floor.show(signal(8, kind="produced", equipment="X1"))
    await until(lambda: len(hearer.events) == 2)
    first, second = hearer.events
    assert (first.SourceStream, first.SourceSeq, first.SourceName) == ("NORTH/W1/consumed", 7, "W1")
    assert (second.SourceSeq, second.EventKind) == (8, "produced")
    assert json.loads(first.Inputs)[0]["quantity"] == "1.5"
    assert first.Time.year == 2021
    await until(lambda: ledger.delivered(7, acked=True, how="event"))
    await client.disconnect()


async def test_tags_show_value_quality_and_sim_time(floor: OpcuaFloor) -> None:
    """A sample sets its tag: a Double with the source's time and quality."""
    client = await connected(floor)
    sample = {"name": "Temperature_C", "value": "81.5", "unit": "Cel", "quality": "uncertain"}
    await floor.show(signal(1, kind="sampled", payload={}, values=sample))
    index = await client.get_namespace_index(LINE.namespace)
    node = client.get_node(ua.NodeId("W1.Temperature_C", index))
    value = await node.read_data_value(raise_on_bad_status=False)
    assert value.Value.Value == 81.5
    assert value.StatusCode.name.startswith("Uncertain")
    await floor.show(signal(1, kind="state_changed", payload={}, values={"state": "Execute"}))
    assert await client.get_node(ua.NodeId("W1.State", index)).read_value() == "Execute"
    await client.disconnect()


async def test_the_encrypted_endpoint_takes_the_certificates_of_the_world(floor: OpcuaFloor) -> None:
    """Basic256Sha256 SignAndEncrypt works with the papers that `describe` hands over, and they are kept."""
    end = (await floor.describe(Credentials(username="sut", password=USERS["sut"]), "sut"))[0]
    again = (await floor.describe(Credentials(username="sut", password=USERS["sut"]), "sut"))[0]
    assert Path(end.client_certificate).read_bytes() == Path(again.client_certificate).read_bytes()
    client = Client(end.secure_url)
    client.application_uri = "urn:lotproof:client:client-sut"
    client.set_user("sut")
    client.set_password(USERS["sut"])
    papers = f"{end.client_certificate},{end.client_key},{end.server_certificate}"
    await client.set_security_string(f"Basic256Sha256,SignAndEncrypt,{papers}")
    await client.connect()
    assert LINE.namespace in await client.get_namespace_array()
    await client.disconnect()


@pytest.mark.parametrize(("user", "word"), [("sut", "wrong"), ("nobody", "sut-word")])
async def test_who_does_not_belong_is_refused(floor: OpcuaFloor, user: str, word: str) -> None:
    """A wrong password, an unknown user and an anonymous client are refused."""
    with pytest.raises(ua.UaStatusCodeError):
        await connected(floor, user, word)
    anonymous = Client(url(floor))
    with pytest.raises((ua.UaStatusCodeError, ua.UaError)):
        await anonymous.connect()


async def test_a_client_may_not_write(floor: OpcuaFloor) -> None:
    """The plant's values are the plant's: a client's write is refused."""
    client = await connected(floor)
    index = await client.get_namespace_index(LINE.namespace)
    with pytest.raises(ua.UaStatusCodeError):
        await client.get_node(ua.NodeId("W1.State", index)).write_value("mine")
    await client.disconnect()


@pytest.mark.parametrize("where", ["shown", "before", "after"])
async def test_a_cut_strikes_the_client_under_test_alone(floor: OpcuaFloor, ledger: Ledger, where: str) -> None:
    """The connections of the client under test die, it is turned away as often as planned, and others see nothing."""
    client, escort = await connected(floor), await connected(floor, "escort")
    hearer = await listening(client, f"{CARD}.SourceSeq")
    other = await listening(escort, f"{CARD}.SourceSeq")
    await floor.strike(plan("opcua_cut", where=where, attempts=1), signal(1))
    await floor.show(signal(1))
    await until(lambda: ledger.bodies("strike", phase="hit"))
    await until(lambda: [value for _, value in other.changes] == [1])
    if where == "after":
        await until(lambda: hearer.changes)
    assert [value for _, value in hearer.changes] == ([1] if where == "after" else [])
    with pytest.raises(Exception, match=r".*"):
        await connected(floor)
    await until(lambda: "end" in ledger.phases())
    assert floor.away()
    again = await connected(floor)
    assert not floor.away()
    await again.disconnect()
    await escort.disconnect()
    await asyncio.wait_for(_gone(client), 5)


async def _gone(client: Client) -> None:
    try:
        await client.disconnect()
    except Exception:
        return


async def test_a_resend_is_a_new_event_with_the_same_number(floor: OpcuaFloor, ledger: Ledger) -> None:
    """The source repeats its event; the card, whose values are equal, makes no new data change."""
    client = await connected(floor)
    hearer = await listening(client, f"{CARD}.SourceSeq")
    subscription = await client.create_subscription(20, hearer)
    index = await client.get_namespace_index(LINE.namespace)
    kind = await client.nodes.base_event_type.get_child(f"{index}:TraceEventType")
    await subscription.subscribe_events(client.nodes.server, kind)
    await floor.strike(plan("floor_resend"), signal(3))
    await floor.show(signal(3))
    await until(lambda: len(hearer.events) == 2)
    assert {event.SourceSeq for event in hearer.events} == {3}
    assert len({event.EventId for event in hearer.events}) == 2
    await until(lambda: hearer.changes)
    assert [value for _, value in hearer.changes] == [3]
    assert len(ledger.bodies("sent", resend=True)) == 1
    await client.disconnect()


async def test_an_unknown_asyncua_runs_unwatched(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an asyncua whose inside is not known, the floor works, records no delivery, and says so."""
    monkeypatch.setattr(opcua_sessions, "SUPPORTED", ("0.0.",))
    floor = OpcuaFloor(lines=[LINE], users=USERS, folder=tmp_path / "p", troubles=troubles(), segment=ledger.segment)
    await floor.open()
    client = await connected(floor)
    hearer = await listening(client, f"{CARD}.SourceSeq")
    await floor.show(signal(9))
    await until(lambda: hearer.changes)
    assert floor.notes
    assert not ledger.bodies("delivered")
    await client.disconnect()
    await floor.close()
