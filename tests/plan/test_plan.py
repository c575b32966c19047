"""A plan is closed: the same file, seed and size make the same plan, to the byte."""

import json

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lotproof.harness.model.draws import Draws
from lotproof.harness.plan import enterprise, make_plan, scenarios, schemas
from lotproof.harness.plan.enterprises import page
from lotproof.harness.plan.measures import amount, span_us
from lotproof.harness.plan.page import Page

from tests.plan.conftest import Write


def as_bytes(plan: object) -> bytes:
    return msgspec.json.encode(plan, order="deterministic")


@pytest.mark.parametrize("size", ["full", "sketch"])
def test_the_same_seed_makes_the_same_plan(size: str) -> None:
    """Two plans of one seed are equal to the byte; those of two seeds are not."""
    first, again, other = (make_plan("food_hold", seed=seed, size=size) for seed in (3, 3, 4))

    assert as_bytes(first) == as_bytes(again)
    assert as_bytes(first) != as_bytes(other)


def test_a_plan_is_plain_data() -> None:
    """A plan survives being written as JSON and read again."""
    plan = make_plan("food_hold")
    again = msgspec.json.decode(as_bytes(plan), type=type(plan))

    assert again == plan
    assert again.enterprise == json.loads(json.dumps(enterprise("northfield")))


def test_course_and_trouble_draw_apart(write: Write) -> None:
    """A fault more or less moves nothing in the course."""
    line = "  - {name: twice, fault: mqtt_duplicate, at: {fact: consumed, where: {order: M1}, nth: 1}, upper_s: 1.5}\n"
    with_fault = make_plan(write()).course
    without = make_plan(write("faults:\n" + line, "")).course

    assert with_fault == without


def test_an_act_more_moves_no_other(write: Write) -> None:
    """What is drawn for an act hangs on the act, not on how many stand before it."""
    before = make_plan(write()).course["strands"]["morning"]
    new = "    - turn: {machine: M1, state: idle}\n    - reach: decided"
    after = make_plan(write("    - reach: decided", new)).course["strands"]["morning"]

    def drawn(acts: list) -> list:
        return [{k: v for k, v in act.items() if k != "row"} for act in acts if act["do"] != "turn"]

    assert drawn(before) == drawn(after)


def test_a_comment_more_moves_nothing_but_lines(write: Write) -> None:
    """Nothing that is drawn hangs on the line where it stands."""
    before = make_plan(write()).course["strands"]["cooking"]
    after = make_plan(write("course:", "# a comment\ncourse:")).course["strands"]["cooking"]

    assert [{**act, "row": act["row"] + 1} for act in before] == after


def test_scenarios_are_listed() -> None:
    """Every scenario that comes along is listed with what it provokes."""
    (food,) = [one for one in scenarios() if one.name == "food_hold"]

    assert food.enterprise == "northfield"
    assert "mqtt_poison" in food.faults
    assert "QUA-01" in food.requires


@pytest.mark.parametrize("name", ["enterprise", "scenario"])
def test_schemas_fit_the_files_that_come_along(name: str) -> None:
    """The published schemas are schemas, and what comes along is valid against them."""
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    files = [page("northfield")] if name == "enterprise" else [Page(_path(one.path)) for one in scenarios()]

    for file in files:
        jsonschema.validate(file.value, schema)


def test_a_schema_refuses_what_the_reader_refuses(write: Write) -> None:
    """An act that nobody knows is wrong by the schema too."""
    wrong = Page(write("- decide: {lot", "- decid: {lot")).value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schemas()["scenario"])


def _path(text: str):
    from pathlib import Path

    return Path(text)


def test_no_value_of_yaml_1_1_surprises(tmp_path) -> None:
    """`NO`, `on` and `12:30` are text; `true` is a truth value."""
    path = tmp_path / "a.yaml"
    path.write_text("a: NO\nb: on\nc: 12:30\nd: true\ne: 2026-01-01\nf: 1.5\ng: 010\n", encoding="utf-8")

    assert Page(path).value == {"a": "NO", "b": "on", "c": "12:30", "d": True, "e": "2026-01-01", "f": 1.5, "g": 10}


@given(seed=st.integers(0, 10**9), low=st.integers(0, 500), more=st.integers(0, 500), decimals=st.integers(0, 3))
def test_a_drawn_amount_lies_between_its_ends(seed: int, low: int, more: int, decimals: int) -> None:
    """An amount is never outside its ends and has no more decimals than are kept."""
    drawn = amount(f"{low} to {low + more}", Draws(seed, "course").of("x"), decimals)

    assert low <= float(drawn) <= low + more
    assert len(drawn.partition(".")[2]) <= decimals


@given(seed=st.integers(0, 10**9), low=st.integers(0, 500), more=st.integers(0, 500))
def test_a_drawn_span_lies_between_its_ends(seed: int, low: int, more: int) -> None:
    """A span is never outside its ends, in whole seconds."""
    drawn = span_us(f"{low} to {low + more} min", Draws(seed, "course").of("x"))

    assert low * 60_000_000 <= drawn <= (low + more) * 60_000_000
    assert drawn % 1_000_000 == 0
