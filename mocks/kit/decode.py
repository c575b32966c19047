"""A body becomes what the table says that it is, or a problem that names the field."""

import re
from functools import cache
from typing import Any

import msgspec
from lotproof.mocks.kit.operations import Operation
from lotproof.mocks.kit.problems import RefusedError

_field = re.compile(r"`\$\.?([^`]*)`$")
_missing = re.compile(r"missing required field `([^`]+)`")


@cache
def _decoder(shape: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def decoded(op: Operation, body: bytes) -> Any:
    """
    Raises:
        RefusedError: `not-json`, or `invalid` with the field.
    """
    assert op.body
    try:
        return _decoder(op.body).decode(body or b"{}")
    except msgspec.ValidationError as wrong:
        raise RefusedError("invalid", str(wrong), field=_named(str(wrong))) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise RefusedError("not-json", str(wrong)) from wrong


def _named(text: str) -> str:
    where, what = _field.search(text), _missing.search(text)
    parts = [found.group(1) for found in (where, what) if found]
    return ".".join(part for part in parts if part)
