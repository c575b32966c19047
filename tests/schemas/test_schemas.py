"""The published schemas are those of the nouns, and what we write and what pages show keeps to them."""

import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from lotproof.harness.cli.list import flows, requirements
from lotproof.harness.cli.shown import as_json
from lotproof.harness.model.connector import Connector
from lotproof.harness.plan.schemas import schemas as plan_schemas
from lotproof.harness.record.folder import RunFolder, pretty
from lotproof.harness.suite import saved
from lotproof.harness.suite.publish import folder, schemas
from lotproof.reports import write

from tests.reports.story import answer, connector, tell
from tests.schemas.pages import EXAMPLES, examples
from tests.schemas.validate import mistakes, published

NAMES = sorted(schemas())


@pytest.fixture
def told(tmp_path: Path) -> RunFolder:
    return tell(tmp_path / "run-1")


@pytest.mark.parametrize("name", NAMES)
def test_a_published_schema_is_up_to_date(name: str) -> None:
    """The committed file is what the nouns say; `python -m lotproof.harness.suite.publish` writes it."""
    assert (folder() / f"{name}.json").read_bytes() == pretty(schemas()[name])


def test_nothing_else_is_published() -> None:
    """Every file among the schemas is one of them."""
    assert sorted(path.stem for path in folder().glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_by_its_dialect(name: str) -> None:
    """It is valid JSON Schema 2020-12, has its own `$id` with a version, and says what it describes."""
    schema = published(name)
    Draft202012Validator.check_schema(schema)

    assert schema["$id"] == f"urn:lotproof:schema:{name}:{schema['version']}"
    assert schema["title"]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in plan_schemas()])
def test_every_noun_of_a_schema_is_described(name: str) -> None:
    """Each part that a schema names itself says in words what is true of it, or is named by its fields alone."""
    silent = [part for part, one in published(name).get("$defs", {}).items() if not one.get("description")]

    assert [part for part in silent if part not in SELF_EVIDENT] == []


SELF_EVIDENT = {"Receive", "Trace", "Exceptions", "Figures", "Exports", "TracedItem"}
"""Tables of lotproof.toml with nothing but addresses, and an item that has a key, a kind and ids."""


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_run_folder_keeps_to_the_schemas(told: RunFolder) -> None:
    """Plan, every ledger line, every truth line, verdicts and report of a run validate."""
    (report,) = write(told, formats=("json",))
    single = {"plan": told.plan_file, "verdicts": told.verdicts_file, "report": report}

    for name, path in single.items():
        assert mistakes(name, json.loads(path.read_bytes())) == []
    for line in lines(told.truth_file):
        assert mistakes("truth", line) == []
    for segment in told.segments():
        for line in lines(segment):
            assert mistakes("ledger-entry", line) == []


def test_a_ledger_line_with_another_body_is_refused(told: RunFolder) -> None:
    """The body of an entry is held to the shape of its kind."""
    (line,) = [line for line in lines(told.segment("conductor")) if line["kind"] == "settle"]
    line["body"] = {"why": 7}

    assert mistakes("ledger-entry", line) != []


def test_a_trace_answer_keeps_to_its_schema() -> None:
    """The answer of the story validates; one with an edge without a step does not."""
    told = answer()
    assert mistakes("trace", told) == []
    del told["edges"][0]["step"]

    assert mistakes("trace", told) != []


def test_a_time_without_zone_is_refused() -> None:
    """A moment in an answer is RFC 3339 with a zone."""
    step = {"key": "s", "type": "operation", "start": "2026-11-18T11:06:40"}

    assert mistakes("trace", {"items": [], "steps": [step], "edges": []}) != []
    assert mistakes("trace", {"items": [], "steps": [{**step, "start": step["start"] + "Z"}], "edges": []}) == []


def test_a_field_that_nobody_knows_is_refused_in_lotproof_toml_alone() -> None:
    """What people write is closed, so that a slip is found; what programs answer is open."""
    told = json.loads(msgspec.json.encode(connector()))
    assert mistakes("lotproof-toml", told) == []

    assert mistakes("lotproof-toml", {**told, "clams": []}) != []
    assert mistakes("figures", {"plants": [], "more": 1}) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.page}:{example.line}")
def test_an_example_on_a_page_keeps_to_its_schema(example: Any) -> None:
    """Every JSON and TOML example of a reference page validates against the schema that the page names."""
    assert mistakes(example.schema, example.value) == []


def test_examples_of_lotproof_toml_can_be_read() -> None:
    """What the reference page shows is also what lotproof itself accepts."""
    for example in EXAMPLES:
        if example.schema == "lotproof-toml":
            assert msgspec.convert(example.value, Connector).name


def test_every_schema_has_an_example_or_a_writer() -> None:
    """A schema that integrators write for has an example on a page."""
    shown = {example.schema for example in EXAMPLES}

    assert {"lotproof-toml", "world", "trace", "exceptions", "figures", "ledger-entry", "truth", "verdicts"} <= shown


def test_an_example_is_found_by_its_fence() -> None:
    """A fenced block with `schema=name` after its language is an example; others are not."""
    page = (
        '```json schema=figures\n{"plants": []}\n```\n```json\n{}\n```\n```toml schema=lotproof-toml\nname = "x"\n```\n'
    )

    assert [(one.schema, one.value) for one in examples("p", page)] == [
        ("figures", {"plants": []}),
        ("lotproof-toml", tomllib.loads('name = "x"')),
    ]


def test_what_list_prints_keeps_to_its_schemas() -> None:
    """Every row of `lotproof list requirements --json` and `list flows --json` validates."""
    assert mistakes("list-requirements", json.loads(as_json(requirements()))) == []
    assert mistakes("list-flows", json.loads(as_json(flows()))) == []


def test_the_saved_matrix_keeps_to_its_schema() -> None:
    """What `lotproof prove --saved --json` prints validates."""
    assert mistakes("prove", json.loads(saved.FILE.read_bytes()) if saved.FILE.exists() else EMPTY) == []


EMPTY = {
    "v": 1,
    "revision": "2026.1",
    "scenarios": [],
    "requirements": [{"id": "GEN-01", "level": "M", "sentence": "s", "broken_by": ["v"], "falls_with": []}],
    "variants": [],
    "reference": {},
    "breaches": [],
}
"""A matrix as it is before one was saved."""
