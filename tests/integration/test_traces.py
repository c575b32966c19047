"""Trace answers, as a graph and as EPCIS."""

from typing import Any

import pytest
from lotproof.harness.epcis import document
from lotproof.harness.epcis.rules import check

from tests.integration.world import MORNING, Bench, floor, live, part, settled

UNIT = "unit:NORTH:006141410000000012"


def asked(**question: str) -> Any:
    async def story(bench: Bench) -> Any:
        await bench.hear(*MORNING)
        await settled()
        return await bench.get("/trace", **question)

    return live(story)


def items(graph: dict[str, Any]) -> set[str]:
    return {item["key"] for item in graph["items"]}


def documents(graph: dict[str, Any], kind: str) -> set[str]:
    return {one["id"] for step in graph["steps"] for one in step["documents"] if one["kind"] == kind}


@pytest.mark.parametrize(
    "question",
    [
        {"kind": "lot", "scope": "JAR", "id": "J1"},
        {"kind": "lot", "scope": "100021", "id": "J1", "system": "erp"},
        {"kind": "unit", "scope": "NORTH", "id": "006141410000000012"},
        {"kind": "shipment", "scope": "NORTH", "id": "S1"},
        {"kind": "customer", "id": "CITYMART"},
        {"kind": "order", "scope": "NORTH", "id": "K1"},
    ],
    ids=lambda question: f"{question['kind']} {question.get('system', '')}",
)
def test_backward_names_all_that_went_in(question: dict[str, str]) -> None:
    """Whatever the trace starts from, it ends at the suppliers' lots, and nothing is unknown."""
    graph = asked(direction="backward", **question)

    assert items(graph) >= {"lot:JAR:J1", "lot:SAUCE:A1", "lot:TOMATO:T1", "lot:SALT:S1"}
    assert documents(graph, "supplier") == {"FARMCO"}
    assert (graph["complete"], graph["unknown"]) == (True, [])


@pytest.mark.parametrize("question", [{"scope": "TOMATO", "id": "T1"}, {"scope": "FARMCO", "id": "F-T1"}])
def test_forward_names_all_that_was_reached(question: dict[str, str]) -> None:
    """A received lot, by its own or its supplier's number, leads to lots, orders, units, shipment and customer."""
    graph = asked(direction="forward", kind="lot", **question)

    assert items(graph) == {"lot:TOMATO:T1", "lot:SAUCE:A1", "lot:JAR:J1", UNIT}
    assert documents(graph, "order") == {"M1", "K1"}
    assert (documents(graph, "shipment"), documents(graph, "customer")) == ({"S1"}, {"CITYMART"})


def test_each_fact_is_an_edge_with_amount_times_and_source() -> None:
    """Two weighings that look alike are two edges; each says how much, when, and who said so."""
    graph = asked(direction="backward", kind="lot", scope="SAUCE", id="A1")
    edges = [edge for edge in graph["edges"] if edge["item"] == "lot:TOMATO:T1" and edge["side"] == "in"]

    assert [(edge["quantity"], edge["unit"]) for edge in edges] == [("150", "kg")] * 2
    assert [edge["source"] for edge in edges] == ["NORTH/W1/consumed#1", "NORTH/W1/consumed#2"]
    assert {edge["event_time"] for edge in edges} == {"2024-05-01T06:30:00.000Z"}
    assert all(edge["recorded_time"].startswith("2026-01-01") for edge in edges)


def test_what_went_in_later_is_no_ancestor() -> None:
    """A lot that went into the step after the output had come out is not named."""

    async def story(bench: Bench) -> Any:
        await bench.hear(*MORNING, floor("consumed", 9, 60, order="M1", step="M1", inputs=[part("SALT", "S1", "1")]))
        await settled()
        return await bench.get("/trace", direction="backward", kind="lot", scope="SAUCE", id="A1")

    salt = [edge["source"] for edge in live(story)["edges"] if edge["item"] == "lot:SALT:S1" and edge["side"] == "in"]
    assert salt == ["NORTH/W1/consumed#3"]


def test_as_of_shows_what_was_true_then() -> None:
    """Before the jars were packed nobody had got any."""
    graph = asked(direction="forward", kind="lot", scope="TOMATO", id="T1", as_of="2024-05-01T08:25:00Z")

    assert items(graph) == {"lot:TOMATO:T1", "lot:SAUCE:A1", "lot:JAR:J1"}


def test_a_fact_that_waits_makes_an_answer_incomplete() -> None:
    """While a consumption of the order stands in the exception queue, the answer says so."""

    async def story(bench: Bench) -> Any:
        await bench.hear(*MORNING, floor("consumed", 9, 30, order="M1", step="M1", inputs=[part("SALT", "S9", "1")]))
        await settled(1)
        return await bench.get("/trace", direction="backward", kind="lot", scope="SAUCE", id="A1")

    graph = live(story)
    assert (graph["complete"], graph["unknown"]) == (False, ["NORTH/W1/consumed#9"])


def test_what_makes_no_sense_is_refused() -> None:
    """An unknown lot is 404, a question without an id 400."""

    async def story(bench: Bench) -> list[int]:
        questions: list[dict[str, str]] = [{"kind": "lot", "id": "X"}, {"kind": "lot"}, {"kind": "cow", "id": "1"}]
        return [(await bench.integration.get("/trace", question)).status for question in questions]

    assert live(story) == [404, 400, 400]


async def epcis(bench: Bench, **query: str) -> tuple[list[dict[str, Any]], str]:
    answer = await bench.integration.get("/epcis/events", query)
    read = document.read(answer.body)
    assert check(read) == ()
    found = document.to_json(read)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return found, answer.headers.get("link", "")


def test_epcis_events_are_sound_and_paged() -> None:
    """Every page passes the schema and our own rules; a link leads to the next until there is none."""

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING)
        await settled()
        seen, token = [], ""
        for _ in range(20):
            more = {"nextPageToken": token} if token else {}
            events, link = await epcis(bench, perPage="4", **more)
            seen += [event["eventID"] for event in events]
            if not link:
                break
            token = link.partition("nextPageToken=")[2].partition(">")[0].partition("&")[0].replace("%3D", "=")
        assert len(seen) == len(set(seen)) == len([m for m in MORNING if "order" not in str(m.get("type"))])

    live(story)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"MATCH_inputEPCClass": "https://id.gs1.org/01/04012345111118/10/T1"}, ["TransformationEvent"] * 2),
        ({"MATCH_outputEPCClass": "https://lotproof.example/lot/SAUCE/A1"}, ["TransformationEvent"]),
        ({"MATCH_parentID": "https://id.gs1.org/00/006141410000000012"}, ["AggregationEvent"]),
        ({"MATCH_epc": "https://id.gs1.org/00/006141410000000012"}, ["ObjectEvent"]),
        ({"EQ_bizStep": "receiving|shipping"}, ["ObjectEvent"] * 3),
        ({"EQ_bizTransaction_bol": "https://lotproof.example/shipment/S1"}, ["ObjectEvent"]),
        ({"MATCH_anyEPCClass": "nothing"}, []),
    ],
    ids=lambda given: next(iter(given), "") if isinstance(given, dict) else "",
)
def test_epcis_parameters_find_what_they_name(query: dict[str, str], kinds: list[str]) -> None:
    """Values of one parameter are alternatives; an event is found by each identifier in its list."""

    async def story(bench: Bench) -> list[str]:
        await bench.hear(*MORNING)
        await settled()
        events, _ = await epcis(bench, **query)
        return [event["type"] for event in events]

    assert live(story) == kinds


def test_an_unknown_epcis_parameter_is_refused() -> None:
    """A filter that is not honoured would give a wrong answer."""

    async def story(bench: Bench) -> int:
        return (await bench.integration.get("/epcis/events", {"EQ_colour": "red"})).status

    assert live(story) == 400
