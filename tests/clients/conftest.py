"""The floor, open to foreign clients."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.seams import Signal
from lotproof.harness.record.segment import Segment
from lotproof.harness.wire.broker import open_broker
from lotproof.harness.wire.mqtt import MqttFloor
from lotproof.harness.wire.opcua import OpcuaFloor
from lotproof.harness.wire.opcua_line import Line
from lotproof.harness.wire.opcua_space import Machine

USERS = {"plant": "plant-word", "foreign": "foreign-word"}


def signal(seq: int, **more: object) -> Signal:
    """A lot of salt was used up at W1."""
    stream = "NORTH/W1/consumed"
    used = {"kind": "lot", "item": "SALT", "lot": "S1", "role": "input", "quantity": "1.5", "unit": "kg"}
    payload = {
        "event_id": f"event-{seq}",
        "stream": stream,
        "seq": seq,
        "event_type": "consumed",
        "job_order_id": "M1",
        "inputs": [used],
        "outputs": [],
    }
    place = {"plant": "NORTH", "line": "L1", "equipment": "W1", "occurred_at": "2021-03-01T06:00:00.000Z"}
    return Signal(
        **{"fact": f"f{seq}", "kind": "consumed", "stream": stream, "payload": payload, **place, **more}, seq=seq
    )


@pytest.fixture
async def mqtt_floor(tmp_path: Path, ledger: Segment) -> AsyncIterator[MqttFloor]:
    broker = await open_broker("nats", folder=tmp_path / "broker", users=USERS)
    floor = MqttFloor(broker=broker, username="plant", password=USERS["plant"], troubles=troubles(), segment=ledger)
    await floor.open()
    yield floor
    await floor.close()
    await broker.stop()


@pytest.fixture
async def opcua_floor(tmp_path: Path, ledger: Segment) -> AsyncIterator[OpcuaFloor]:
    machines = (
        Machine(name="W1", kinds=("consumed",)),
        Machine(name="X1", kinds=("produced",), tags=("Temperature_C",)),
    )
    line = Line(enterprise="northfield", plant="NORTH", line="L1", machines=machines)
    floor = OpcuaFloor(lines=[line], users=USERS, folder=tmp_path / "papers", troubles=troubles(), segment=ledger)
    await floor.open()
    yield floor
    await floor.close()
