"""The floor on MQTT, read by Mosquitto's command-line clients and by mqtt.js."""

import asyncio
import json

import pytest
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.wire.mqtt import MqttFloor

from tests.clients.conftest import USERS, signal
from tests.clients.foreign import Seen, foreign, mosquitto, node

pytestmark = pytest.mark.sockets

START = 1_790_000_000_000_000


def sub(floor: MqttFloor, *words: str, password: str = USERS["foreign"]) -> tuple[str, ...]:
    own = ("-h", "127.0.0.1", "-p", str(floor.port), "-u", "foreign", "-P", password, "-q", "1", "-V", "mqttv311")
    return mosquitto("mosquitto_sub", *own, "-t", "northfield/#", "-F", "%j", "-d", *words)


def js(floor: MqttFloor, **more: object) -> tuple[str, ...]:
    own = {"url": f"mqtt://127.0.0.1:{floor.port}", "username": "foreign", "password": USERS["foreign"]}
    return node("mqtt_read.mjs", {**own, "topic": "northfield/#", "clientId": "js-1", **more})


def subscribed(line: Seen) -> bool:
    return "Subscribed" in line.get("text", "")


def bears(seq: int, stream: str = "NORTH/W1/consumed"):
    """Whether a message is the one of that source identity."""

    def wanted(line: Seen) -> bool:
        payload = line.get("payload")
        payload = json.loads(payload) if isinstance(payload, str) else payload or {}
        return (payload.get("stream"), payload.get("seq")) == (stream, seq)

    return wanted


async def test_mosquitto_reads_an_event_with_its_identity(mqtt_floor: MqttFloor) -> None:
    """Mosquitto's client gets an event once, at QoS 1, not retained, with stream and seq."""
    async with foreign(*sub(mqtt_floor)) as client:
        await client.sees(subscribed)
        await mqtt_floor.show(signal(START))
        (seen,) = await client.sees(bears(START))

    assert seen["topic"] == "northfield/NORTH/processing/L1/W1/_event/consumed"
    assert (seen["qos"], seen["retain"]) == (1, 0)


async def test_mosquitto_gets_what_it_missed(mqtt_floor: MqttFloor) -> None:
    """A persistent session of Mosquitto's client finds what was said while it was away."""
    kept = ("-i", "kept-1", "-c")
    async with foreign(*sub(mqtt_floor, *kept)) as client:
        await client.sees(subscribed)
    await mqtt_floor.show(signal(START + 1))

    async with foreign(*sub(mqtt_floor, *kept)) as client:
        assert await client.sees(bears(START + 1))


async def test_mosquitto_finds_the_last_value(mqtt_floor: MqttFloor) -> None:
    """Who subscribes later is given the last value of a tag, retained."""
    sample = {"name": "Temperature_C", "value": 71.5, "unit": "Cel", "quality": "good"}
    await mqtt_floor.show(signal(START + 2, kind="sampled", stream="NORTH/W1/sampled", payload={}, values=sample))

    async with foreign(*sub(mqtt_floor)) as client:
        (seen,) = await client.sees(bears(START + 2, "NORTH/W1/sampled"))

    assert seen["topic"].endswith("/W1/_tag/Temperature_C")
    assert seen["retain"] == 1


async def test_mosquitto_with_a_wrong_password_is_refused(mqtt_floor: MqttFloor) -> None:
    """A client with a wrong password is told so, and stays out."""
    async with foreign(*sub(mqtt_floor, password="wrong")) as client:
        assert await client.sees(lambda line: "not authori" in line.get("text", "").lower())


async def test_mosquitto_publishes_through_the_floor(mqtt_floor: MqttFloor) -> None:
    """What one foreign client publishes, another one reads: the floor is an ordinary broker."""
    own = ("-h", "127.0.0.1", "-p", str(mqtt_floor.port), "-u", "foreign", "-P", USERS["foreign"], "-q", "1")
    message = json.dumps({"stream": "own", "seq": 1})
    async with foreign(*sub(mqtt_floor)) as client:
        await client.sees(subscribed)
        async with foreign(*mosquitto("mosquitto_pub", *own, "-t", "northfield/own", "-m", message)) as sender:
            await asyncio.wait_for(sender.process.wait(), 10)

        assert await client.sees(bears(1, "own"))


async def test_mqtt_js_reads_an_event_with_its_identity(mqtt_floor: MqttFloor) -> None:
    """mqtt.js gets an event once, at QoS 1, with stream and seq."""
    async with foreign(*js(mqtt_floor), fed=True) as client:
        await client.sees(lambda line: line["what"] == "ready")
        await mqtt_floor.show(signal(START + 3))
        (seen,) = await client.sees(bears(START + 3))

    assert (seen["qos"], seen["dup"], seen["retain"]) == (1, False, False)


async def test_mqtt_js_loses_nothing_when_its_connection_is_cut(mqtt_floor: MqttFloor) -> None:
    """mqtt.js, cut off in the middle of a message, comes back to its session and gets that message and the next."""
    cut = StrikePlan(name="cut", fault="mqtt_cut", at=Anchor(fact="consumed"), settings={"where": "inside"})
    async with foreign(*js(mqtt_floor, clean=False), fed=True) as client:
        await client.sees(lambda line: line["what"] == "ready")
        await mqtt_floor.strike(cut, signal(START + 4))
        await mqtt_floor.show(signal(START + 4))
        await mqtt_floor.show(signal(START + 5))
        ready = await client.sees(lambda line: line["what"] == "ready", times=2)

        assert await client.sees(bears(START + 4))
        assert await client.sees(bears(START + 5))
    assert ready[1]["sessionPresent"] is True


async def test_mqtt_js_sees_a_duplicate_as_such(mqtt_floor: MqttFloor) -> None:
    """A copy of the same delivery reaches mqtt.js marked DUP, with the same stream and seq."""
    twice = StrikePlan(name="twice", fault="mqtt_duplicate", at=Anchor(fact="consumed"))
    async with foreign(*js(mqtt_floor), fed=True) as client:
        await client.sees(lambda line: line["what"] == "ready")
        await mqtt_floor.strike(twice, signal(START + 6))
        await mqtt_floor.show(signal(START + 6))
        first, second = await client.sees(bears(START + 6), times=2)

    assert (first["dup"], second["dup"]) == (False, True)
