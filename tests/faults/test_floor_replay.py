"""A replay as each wire plays it: the events that were shown so far, in order, and nothing else."""

from typing import Any

from lotproof.harness.faults.troubles import troubles
from lotproof.harness.model.plans import Anchor, StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.wire.memory import MemoryFloor
from lotproof.harness.wire.shift import KEPT, Shift

REPLAY = StrikePlan(name="again", fault="floor_replay", at=Anchor())


def signal(seq: int, **more: Any) -> Signal:
    fields: dict[str, Any] = {"payload": {"stream": "NORTH/W1/consumed", "seq": seq, "event_id": f"e{seq}"}, **more}
    return Signal(
        fact=f"f{seq}",
        kind="consumed",
        plant="NORTH",
        line="L1",
        equipment="W1",
        stream="NORTH/W1/consumed",
        seq=seq,
        occurred_at="2021-03-01T06:00:00.000Z",
        **fields,
    )


async def heard(floor: MemoryFloor) -> list[bytes]:
    """What a client that listens to the events is told from now on."""
    told: list[bytes] = []

    async def hear(topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        told.append(payload)

    floor.connect("sut", hear, filters=("+/+/+/+/+/_event/+",))
    return told


async def test_all_that_was_shown_comes_again_in_order() -> None:
    """Each event once more, with its stream and seq and a new event id; a value alone is no event."""
    floor = MemoryFloor(troubles=troubles())
    told = await heard(floor)
    for seq in (1, 2, 3):
        await floor.show(signal(seq))
    await floor.show(signal(4, payload={}, values={"state": "held"}))
    await floor.strike(REPLAY, None)
    while not floor.idle:
        await _turn()

    assert [one.count(b'"seq":') for one in told] == [1] * 6
    assert [number(one) for one in told] == [1, 2, 3, 1, 2, 3]
    assert len(set(told)) == 6


async def test_what_stands_on_a_wire_does_not_move() -> None:
    """Who reads the card finds the newest fact, before and after."""
    floor = MemoryFloor(troubles=troubles())
    for seq in (1, 2):
        await floor.show(signal(seq))
    before = floor.read("sut", "W1", "consumed")
    await floor.strike(REPLAY, None)
    assert before and floor.read("sut", "W1", "consumed") == before


async def test_another_run_begins_with_an_empty_shift() -> None:
    """What an earlier run showed is not sent again."""
    floor = MemoryFloor(troubles=troubles())
    told = await heard(floor)
    await floor.show(signal(1))
    floor.record(None)
    await floor.strike(REPLAY, None)
    while not floor.idle:
        await _turn()
    assert len(told) == 1


def test_a_source_keeps_the_newest() -> None:
    """What is older than its memory is gone."""
    shift = Shift()
    for seq in range(KEPT + 2):
        shift.note(signal(seq))
    assert [one.seq for one in shift][:1] == [2]


def number(payload: bytes) -> int:
    import msgspec

    return int(msgspec.json.decode(payload)["seq"])


async def _turn() -> None:
    import asyncio

    await asyncio.sleep(0)
