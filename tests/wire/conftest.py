"""What the tests of the floor's wires share: a ledger, signals, strikes, and a client that waits for what it wants."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.record.segment import Segment, read
from lotproof.harness.wire.broker import Broker, open_broker
from lotproof.harness.wire.broker_nats import answers
from lotproof.harness.wire.mqtt import MqttFloor
from lotproof.harness.wire.ports import free
from lotproof.harness.wire.preflight import measure

USERS = {"plant": "plant-word", "sut": "sut-word", "other": "other-word", "escort": "escort-word"}
DEADLINE_S = 10.0
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


async def until(condition: Callable[[], Any], within_s: float = DEADLINE_S) -> Any:
    """What `condition` gives as soon as that is true; fails after the deadline."""
    end = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < end, f"not true within {within_s} s"
        await asyncio.sleep(0.01)
    return value


def signal(seq: int, kind: str = "consumed", equipment: str = "W1", **more: Any) -> Signal:
    stream = f"NORTH/{equipment}/{kind}"
    payload = {
        "event_id": f"e{seq}",
        "stream": stream,
        "seq": seq,
        "event_type": kind,
        "job_order_id": "M1",
        "operation": "10",
        "step": "s1",
        "operator": "ann",
        "subject": None,
        "inputs": [{"kind": "lot", "item": "SALT", "lot": "S1", "quantity": "1.5", "unit": "kg"}],
        "outputs": [],
        "details": {},
    }
    return Signal(
        fact=f"f{seq}",
        kind=kind,
        plant="NORTH",
        line="L1",
        equipment=equipment,
        stream=stream,
        seq=seq,
        occurred_at="2021-03-01T06:00:00.000Z",
        payload=more.pop("payload", payload),
        **more,
    )


def plan(fault: str, *, upper_s: float = 5.0, attempts: int = 0, **settings: Any) -> StrikePlan:
    return StrikePlan(
        name=f"x-{fault}",
        fault=fault,
        at=Anchor(fact="consumed"),
        upper_s=upper_s,
        attempts=attempts,
        settings=settings,
    )


class Ledger:
    """A segment that can be asked."""

    def __init__(self, path: Path) -> None:
        self.segment = Segment(path, writer="floor", clock=SystemClock())
        self._path = path

    def bodies(self, kind: str, **match: Any) -> list[dict[str, Any]]:
        found = [entry.body for entry in read(self._path) if entry.kind == kind]
        return [body for body in found if all(body.get(name, False) == value for name, value in match.items())]

    def delivered(self, seq: int, client: str = "sut", **match: Any) -> list[dict[str, Any]]:
        return self.bodies("delivered", seq=seq, client=client, **match)

    def phases(self) -> list[str]:
        return [body["phase"] for body in self.bodies("strike")]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    kept = Ledger(tmp_path / "floor.jsonl")
    yield kept
    kept.segment.close()


class Mosquitto:
    """The usual other broker, if this machine has it: a child process that keeps sessions in memory."""

    kind = "mosquitto"
    host = "127.0.0.1"

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, 0
        self.notes: list[str] = []
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.port = free(self.host, self.port, what="mosquitto")
        self.folder.mkdir(exist_ok=True)
        config = self.folder / "mosquitto.conf"
        config.write_text(f"listener {self.port} {self.host}\nallow_anonymous true\nmax_queued_messages 0\n")
        self._process = await asyncio.create_subprocess_exec(
            str(MOSQUITTO), "-c", str(config), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(DEADLINE_S):
            while not await answers(self.host, self.port):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._process:
            self._process.terminate()
            await self._process.wait()

    async def preflight(self) -> dict[str, bool]:
        return await measure(self.host, self.port, "plant", USERS["plant"])


@pytest.fixture(params=["nats", "mosquitto"])
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Broker]:
    if request.param == "mosquitto":
        if not MOSQUITTO:
            pytest.skip("Mosquitto is not installed here (package mosquitto)")
        running: Broker = Mosquitto(tmp_path / "broker")
        await running.start()
    else:
        running = await open_broker("nats", folder=tmp_path / "broker", users=USERS)
    yield running
    await running.stop()


@pytest.fixture
async def floor(broker: Broker, ledger: Ledger) -> AsyncIterator[MqttFloor]:
    opened = floor_on(broker, ledger)
    await opened.open()
    yield opened
    await opened.close()


def floor_on(broker: Broker, ledger: Ledger, guests: dict[str, str] | None = None) -> MqttFloor:
    return MqttFloor(
        broker=broker,
        username="plant",
        password=USERS["plant"],
        troubles=troubles(),
        under_test=["sut"],
        segment=ledger.segment,
        guests=guests,
    )
