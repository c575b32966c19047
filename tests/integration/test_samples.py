"""What the reference keeps of measured values, and what it tells of them."""

import json
import sqlite3
from typing import Any

from lotproof.mocks.integration.samples import Samples, over
from lotproof.mocks.integration.store import Store


def kept(*said: tuple[str, dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Machine, name and value of all that is kept of these messages."""
    store = Store(sqlite3.connect(":memory:"))
    samples = Samples(store, {"P1": ("R1",)})
    for topic, body in said:
        samples.take(topic, json.dumps(body).encode())
    return [tuple(row) for row in store.rows("SELECT machine, name, value FROM sample ORDER BY at, machine")]


def value(seq: int, content: Any, **more: Any) -> dict[str, Any]:
    at = f"2026-01-01T06:00:{seq:02d}Z"
    return {"value": content, "quality": "good", "occurred_at": at, "stream": "S", "seq": seq, **more}


HOT, ROOM = "root/WEST/dairy/D1/P1/_tag/Temperature", "root/WEST/dairy/D1/R1/_tag/RoomTemperature"


def test_a_value_is_kept_once() -> None:
    """A retained value that comes again has the number that it had."""
    assert kept((HOT, value(1, "72.5")), (HOT, value(1, "72.5"))) == [("P1", "Temperature", "72.5")]


def test_what_is_measured_around_a_machine_is_kept_under_it_too() -> None:
    """The room's value belongs to the sensor, and to the machine that stands there."""
    assert kept((ROOM, value(1, "12.5"))) == [("P1", "RoomTemperature", "12.5"), ("R1", "RoomTemperature", "12.5")]


def test_what_is_no_value_is_left_out() -> None:
    """No number, no time: neither is a measured value."""
    wrong = [value(2, "hot"), value(3, "72.5", occurred_at="noon")]
    assert kept(*((HOT, one) for one in wrong)) == []


def test_a_doubtful_value_is_kept_with_its_quality() -> None:
    """It counts for nothing, and ends a silence: so its time is kept."""
    store = Store(sqlite3.connect(":memory:"))
    Samples(store, {}).take(HOT, json.dumps(value(1, "72.5", quality="Bad")).encode())
    assert store.value("SELECT quality FROM sample") == "bad"


def test_conditions_are_least_greatest_and_mean_by_name() -> None:
    """Decimals as they were measured; one entry for each name."""
    store = Store(sqlite3.connect(":memory:"))
    samples = Samples(store, {})
    for seq, content in enumerate(("9.5", "72.5", "10")):
        samples.take(HOT, json.dumps(value(seq, content)).encode())
    (told,) = over(store.rows("SELECT name, value FROM sample"))
    assert (told["name"], told["min"], told["max"], told["mean"]) == ("Temperature", "9.5", "72.5", "30.667")
