"""The ledger against the plain way: `json.dumps` of a dict and a flush per record."""

import json
import tempfile
import time
from pathlib import Path

import msgspec
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Answer, Call, Delivered, Sent
from lotproof.harness.record.segment import Segment, read

from bench.sides import Bench

ENTRIES = 40_000
SOURCE = {"stream": "NORTH/X1/consumed", "seq": 1_790_000_000_000_000}
TOPIC = "northfield/NORTH/processing/L1/X1/_event/consumed"
COURSE = (
    ("sent", Sent(wire="mqtt", address=TOPIC, fact="consumed-17", event_id="0d5f0d5e-27a2-4c0b-9a65", **SOURCE)),
    ("delivered", Delivered(wire="mqtt", address=TOPIC, client="integration-gateway", acked=True, **SOURCE)),
    (
        "call",
        Call(
            system="mes",
            client="integration",
            op="record_consumption",
            method="POST",
            path="/consumptions",
            nth=17,
            idempotency_key="NORTH/X1/consumed#1790000000000000",
            traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            size=412,
            digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
    ),
    (
        "effect",
        Effect(
            posting="mes-1017",
            client="integration",
            system="mes",
            entity="consumption",
            key="C-1017",
            field="quantity",
            delta="120.500",
            unit="kg",
            order="PO-7K3Q-001",
            operation="0020",
            item="TOMATO",
            lot="T-7K3Q-01",
            reference="NORTH/X1/consumed#1790000000000000",
            event_time="2021-03-01T06:12:00.000Z",
        ),
    ),
    (
        "answer",
        Answer(
            system="mes",
            client="integration",
            op="record_consumption",
            status=201,
            wire_status=201,
            delivered=True,
            committed=True,
        ),
    ),
)
"""What one consumption leaves in the ledger: sent, delivered, called, changed, answered."""


def segment() -> float:
    """Entries per second through a segment, each in the file when `write` returns."""
    with tempfile.TemporaryDirectory() as folder:
        written = Segment(Path(folder) / "wire.jsonl", writer="wire", clock=SystemClock())
        start = time.perf_counter()
        for number in range(ENTRIES):
            kind, body = COURSE[number % len(COURSE)]
            written.write(kind, body)
        took = time.perf_counter() - start
        written.close()
    return ENTRIES / took


def dumps() -> float:
    """The same entries as dicts through `json.dumps`, a buffered file and a flush each."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "plain.jsonl").open("w") as file:
        start = time.perf_counter()
        for seq in range(ENTRIES):
            file.write(json.dumps(plain(seq)) + "\n")
            file.flush()
        return ENTRIES / (time.perf_counter() - start)


def plain(seq: int) -> dict[str, object]:
    """What `segment` writes, as somebody would write it down by hand."""
    kind, body = PLAIN[seq % len(PLAIN)]
    return {
        "v": 1,
        "writer": "wire",
        "seq": seq,
        "kind": kind,
        "id": f"wire-{seq}",
        "causes": [],
        "sim": None,
        "wall_ns": time.time_ns(),
        "mono_ns": time.monotonic_ns(),
        "body": body,
    }


PLAIN = tuple((kind, msgspec.to_builtins(body)) for kind, body in COURSE)


def same() -> None:
    """Both sides write the same fields, else the race would prove nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.jsonl"
        written = Segment(path, writer="wire", clock=SystemClock())
        written.write(*COURSE[0])
        written.close()
        entry = msgspec.to_builtins(next(read(path)))
    mine = plain(0)
    assert entry.keys() == mine.keys() and entry["body"] == mine["body"], (entry, mine)


def benches() -> list[Bench]:
    same()
    return [
        Bench(
            name="ledger",
            goal=3,
            sense="at least",
            against="json.dumps of a dict and flush per record",
            unit="entries/s",
            ours=segment,
            theirs=dumps,
            packages=("msgspec",),
        )
    ]
