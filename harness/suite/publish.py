"""
The published JSON Schemas, made from the nouns that read and write the files, so that they cannot differ.

    python -m lotproof.harness.suite.publish --> reports/schemas/*.json, and the pages of suite.reference

Each has an `$id` with a version. A schema is only added to; what would break a reader gets a new version.
"""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.model.answers import ExceptionEntry, Figures
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import BODIES, Entry
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.genealogy import Graph
from lotproof.harness.model.listings import FlowRow, RequirementRow
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.verdicts import Verdicts
from lotproof.harness.model.world import World
from lotproof.harness.plan.schemas import schemas as plan_schemas
from lotproof.harness.record.folder import pretty
from lotproof.harness.suite import reference
from lotproof.harness.suite.bulk import Bulk
from lotproof.harness.suite.grading import Grade
from lotproof.harness.suite.matrix import Matrix
from lotproof.harness.suite.options import Outcome
from lotproof.reports.view import View

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1

Schema = dict[str, Any]

NOUNS: dict[str, tuple[Any, str]] = {
    "lotproof-toml": (Connector, "What an integration says about itself: lotproof.toml, read as TOML"),
    "world": (World, "world.json: all that an integration is told"),
    "trace": (Graph, "The answer to a trace question of kind graph"),
    "exceptions": (list[ExceptionEntry], "The answer of the exception queue"),
    "figures": (Figures, "The answer of the figures"),
    "plan": (Plan, "plan.json: what was to be played"),
    "truth": (Fact, "One line of truth.jsonl: what truly happened"),
    "verdicts": (Verdicts, "verdicts.json: what the judge says"),
    "report": (View, "report.json: the whole report of a run"),
    "outcome": (Outcome, "What `certify`, `run` and `demo` print with --json"),
    "simulated": (Bulk, "What `lotproof plan --json` prints: what was simulated, and what it took"),
    "grade": (Grade, "What `lotproof judge FILE --json` prints: the grade of an event file"),
    "list-requirements": (list[RequirementRow], "What `lotproof list requirements --json` prints"),
    "list-flows": (list[FlowRow], "What `lotproof list flows --json` prints"),
    "prove": (Matrix, "What `lotproof prove --json` prints: the kill matrix"),
}
"""Each schema by name: its noun and what it describes; `ledger-entry` is made apart, a body per kind."""


def schemas() -> dict[str, Schema]:
    """All published schemas by name."""
    made = {name: schema(name, noun, title) for name, (noun, title) in NOUNS.items()}
    made["ledger-entry"] = ledger_entry()
    made |= {name: headed(name, str(one.get("title", name)), one) for name, one in plan_schemas().items()}
    return dict(sorted(made.items()))


def schema(name: str, noun: Any, title: str) -> Schema:
    """The schema of one noun, with everything that it needs in its own `$defs`."""
    (top,), parts = msgspec.json.schema_components([noun], schema_hook=_path, ref_template="#/$defs/{name}")
    return headed(name, title, {**top, "$defs": parts})


def ledger_entry() -> Schema:
    """One line of a ledger segment: the entry, and for each kind the shape of its body."""
    bodies = {**BODIES, "fact": Fact, "effect": Effect}
    nouns = [Entry, *bodies.values()]
    (top, *refs), parts = msgspec.json.schema_components(nouns, ref_template="#/$defs/{name}")
    cases = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"properties": {"body": ref}}}
        for kind, ref in zip(bodies, refs, strict=True)
    ]
    return headed("ledger-entry", "One line of a ledger segment", {**top, "allOf": cases, "$defs": parts})


def _path(kind: type) -> Schema:
    """A path is printed as text."""
    if kind is Path:
        return {"type": "string"}
    raise NotImplementedError


def headed(name: str, title: str, inner: Schema) -> Schema:
    """The schema with its dialect, name and version on top."""
    head = {"$schema": DIALECT, "$id": f"urn:lotproof:schema:{name}:{VERSION}", "title": title, "version": VERSION}
    return {**head, **{key: _told(value) for key, value in inner.items() if key not in head}}


def _told(value: Any) -> Any:
    """Descriptions as running text: the line breaks of a docstring are those of our editor."""
    if isinstance(value, dict):
        return {key: _text(one) if key == "description" else _told(one) for key, one in value.items()}
    return [_told(one) for one in value] if isinstance(value, list) else value


def _text(value: Any) -> Any:
    return re.sub(r"(?<!\n)\n(?!\n)", " ", value) if isinstance(value, str) else _told(value)


def folder() -> Path:
    """Where the published schemas lie."""
    return Path(str(files("lotproof.reports").joinpath("schemas")))


def write() -> list[Path]:
    """Write all schemas; files of schemas that are no more go away."""
    made = {folder() / f"{name}.json": pretty(one) for name, one in schemas().items()}
    for stale in set(folder().glob("*.json")) - made.keys():
        stale.unlink()
    for path, content in made.items():
        path.write_bytes(content)
    return sorted(made)


if __name__ == "__main__":
    for path in (*write(), *reference.write()):
        print(path.name)
