"""
The JSON Schemas (draft 2020-12) of enterprise and scenario files, made of the same shapes that read them.

An editor that knows them completes words and shows mistakes while one writes; `make_plan` says the rest.
"""

from typing import Any

import msgspec
from lotproof.harness.plan.enterprises import Enterprise
from lotproof.harness.plan.repeats import Repeat
from lotproof.harness.plan.scenario import Scenario
from lotproof.harness.plan.words import NESTED, Word, words
from lotproof.harness.plant.act import NUMBER
from lotproof.harness.plant.acts import ACTS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:lotproof:schema:"

VALUE = {
    "oneOf": [
        {"type": "number"},
        {"type": "string", "pattern": r"^-?[\d.]+ to -?[\d.]+$", "description": "drawn by the seed"},
    ]
}
AMOUNT = {
    "oneOf": [
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "string", "pattern": r"^[\d.]+ to [\d.]+$", "description": "drawn by the seed"},
        {"const": "rest", "description": "all that is left there"},
    ]
}
LOT = "^[A-Z0-9-]+/[A-Z0-9-]+(<n>)?$"
NUMBERED = NUMBER.replace("[A-Za-z0-9._-]", "([A-Za-z0-9._-]|<n>)")
"""A number as it stands in a repeat."""

SPAN = {"type": "string", "pattern": r"^\s*[\d.]+(\s+to\s+[\d.]+)?\s*(us|ms|s|min|h|d)\s*$"}

MEANT = {"amount": {"$ref": "#/$defs/amount"}, "span": {"$ref": "#/$defs/span"}}


def schemas() -> dict[str, dict[str, Any]]:
    """`enterprise` and `scenario`, as plain data."""
    return {"enterprise": _enterprise(), "scenario": _scenario()}


def _enterprise() -> dict[str, Any]:
    body, parts = _shapes(Enterprise)
    return {"$schema": DRAFT, "$id": f"{ID}enterprise", "title": "An enterprise file", **body, "$defs": parts}


def _scenario() -> dict[str, Any]:
    body, parts = _shapes(Scenario)
    body["properties"]["course"] = {
        "description": "strands side by side; the acts of each one after the other",
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/act"}},
    }
    parts |= {"amount": AMOUNT, "span": SPAN, "act": _act(), "repeat": _repeat()}
    parts |= {f"act.{name}": _words(name) for name in ACTS}
    return {"$schema": DRAFT, "$id": f"{ID}scenario", "title": "A scenario file", **body, "$defs": parts}


def _shapes(kind: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, Any]]:
    (top,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    return parts.pop(top["$ref"].rpartition("/")[2]), parts


def _act() -> dict[str, Any]:
    """One act, and what may stand beside it."""
    beside = {"after": {"$ref": "#/$defs/span"}, "only": {"enum": ["full", "sketch"]}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{name: {"$ref": f"#/$defs/act.{name}"} for name in ACTS},
            "repeat": {"$ref": "#/$defs/repeat"},
            **beside,
        },
        "oneOf": [{"required": [name]} for name in (*ACTS, "repeat")],
    }


def _repeat() -> dict[str, Any]:
    body, _ = _shapes(Repeat)
    body["properties"]["acts"] = {"type": "array", "items": {"$ref": "#/$defs/act"}}
    return body


def _words(act: str) -> dict[str, Any]:
    """The words of one act; an act of one word may be written without its name."""
    said = " ".join((ACTS[act].__doc__ or "").split())
    known = words(act)
    whole = {
        "type": "object",
        "description": said,
        "additionalProperties": False,
        "properties": {name: _word(word) for name, word in known.items()},
        "required": [name for name, word in known.items() if word.required],
    }
    alone = [word for word in known.values() if word.required]
    if len(known) > 1 or not alone or alone[0].shape != "one":
        return whole
    return {"oneOf": [{**_word(alone[0]), "description": said}, whole]}


def _word(word: Word) -> dict[str, Any]:
    one: dict[str, Any] = {"$ref": "#/$defs/act"} if word.name in NESTED else _one(word)
    match word.shape:
        case "many":
            return {"type": "array", "items": one}
        case "map":
            names = {"propertyNames": {"pattern": LOT}} if word.of_key == "lot" else {}
            return {"type": "object", "additionalProperties": one, **names}
        case _:
            return one


def _one(word: Word) -> dict[str, Any]:
    if word.kind in MEANT:
        return VALUE if word.name == "values" else MEANT[word.kind]
    schema = msgspec.json.decode(
        msgspec.json.encode(msgspec.json.schema(word.type)).replace(NUMBER.encode(), NUMBERED.encode())
    )
    schema.pop("title", None)
    return {**schema, "pattern": LOT} if word.kind == "lot" else schema
