"""Validation as an outsider does it: jsonschema, the published file, formats checked."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from lotproof.harness.suite.publish import folder

FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def date_time(text: object) -> bool:
    """RFC 3339 with a zone, checked here: jsonschema alone passes every text."""
    return not isinstance(text, str) or ("T" in text and datetime.fromisoformat(text).tzinfo is not None)


def published(name: str) -> dict[str, Any]:
    """The committed file."""
    return dict(json.loads((folder() / f"{name}.json").read_text(encoding="utf-8")))


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(published(name), format_checker=FORMATS)


def mistakes(name: str, value: Any) -> list[str]:
    """What that schema has against the value, with the place of each."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(value)]
