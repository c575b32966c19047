"""What an integration is told of the floor is what the floor shows: AsyncAPI for MQTT, cards for OPC UA."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from lotproof.harness.model.tags import Tag
from lotproof.harness.model.world import Credentials, MqttEndpoint
from lotproof.harness.plan import make_plan
from lotproof.harness.plant import build
from lotproof.harness.play.signals import Stage, signal
from lotproof.harness.suite import told
from lotproof.harness.wire.cards import MEANINGS, card_fields, event_fields
from lotproof.harness.wire.mqtt import encode
from lotproof.harness.wire.showing import TEXT_FIELDS, card, values_of

PLAN = make_plan("food_hold", seed=None, size="full")
MQTT = MqttEndpoint(
    url="mqtt://127.0.0.1:1883",
    host="127.0.0.1",
    port=1883,
    version="3.1.1",
    credentials=Credentials(),
    client_id="it",
    topic_root="northfield",
    events="northfield/+/+/+/+/_event/+",
    states="northfield/+/+/+/+/_state/+",
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(msgspec.json.encode(told.asyncapi(PLAN.enterprise, MQTT)))
    return content


@pytest.fixture(scope="module")
def signals() -> list[Any]:
    """All that the floor shows in a whole run of the food scenario."""
    stage = Stage(
        tag=Tag.of(1),
        start_us=1_790_000_000_000_000,
        epoch=datetime(2021, 3, 1, tzinfo=UTC),
        lines=told.lines_of(PLAN.enterprise),
    )
    world, shown = build(PLAN), []
    while world.peek_us() is not None:
        for happening in world.step():
            if happening.fact.stream:
                shown.append(signal(stage.fact(happening.fact), stage, datetime.now(UTC)))
        for point in world.points.values():
            point.latch()
    return shown


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key == "$ref")
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_document_is_whole(document: dict[str, Any]) -> None:
    """It is AsyncAPI 3, and every reference in it leads somewhere."""
    assert document["asyncapi"] == "3.0.0"
    for reference in references(document):
        there: Any = document
        for part in reference.removeprefix("#/").split("/"):
            there = there[part]
        assert there


def test_topics_and_messages_are_as_the_document_says(document: dict[str, Any], signals: list[Any]) -> None:
    """Every topic of a run fits its channel with known places, and every message its schema."""
    topics = told.topics(PLAN.enterprise)
    schemas = {
        name: Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})
        for name in ("event", "value")
    }
    for one in signals:
        if one.payload:
            assert fits(document["channels"]["events"], topics.event(one)), topics.event(one)
            schemas["event"].validate(json.loads(encode(one.payload)))
        for branch, name, value in values_of(one):
            channel = "states" if branch == "_state" else "tags"
            assert fits(document["channels"][channel], topics.of(one, branch, name))
            source = {"occurred_at": one.occurred_at, "stream": one.stream, "seq": one.seq}
            schemas["value"].validate(json.loads(encode({**value, **source})))


def fits(channel: dict[str, Any], topic: str) -> bool:
    levels, pattern = topic.split("/"), channel["address"].split("/")
    return len(levels) == len(pattern) and all(
        level in channel["parameters"][wanted[1:-1]].get("enum", [level]) if wanted.startswith("{") else level == wanted
        for level, wanted in zip(levels, pattern, strict=True)
    )


def test_cards_are_described_in_the_order_in_which_they_are_written(signals: list[Any]) -> None:
    """The number is the last variable of a card; every string has a meaning, and JSON is said to be JSON."""
    assert [field.name for field in card_fields()] == [*TEXT_FIELDS, "SourceStream", "SourceSeq"]
    assert set(MEANINGS) == {field.name for field in event_fields()}
    shown = [card(one) for one in signals if one.payload]
    for field in card_fields():
        if field.json:
            assert [json.loads(one[field.name]) for one in shown]
