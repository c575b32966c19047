"""
The description of a system, out of its table.

What is decoded is what is described, since both come from the same shape.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from lotproof.mocks.kit.entities import PAGE_MAX
from lotproof.mocks.kit.exchange import encode
from lotproof.mocks.kit.operations import Operation
from lotproof.mocks.kit.problems import KINDS, MEDIA_TYPE, Problem
from lotproof.mocks.kit.quantities import SCHEMA
from lotproof.mocks.kit.tokens import TokenRefusal

REF = "#/components/schemas/{name}"
ALWAYS = ("unauthorized", "forbidden", "rate-limited", "unavailable", "internal-error")
POSTED = ("invalid", "not-json", "too-large", "idempotency-key-reused", "idempotency-in-progress", "locked")

JSON = dict[str, Any]


def described(title: str, operations: Iterable[Operation]) -> JSON:
    """An OpenAPI 3.1 document."""
    table = tuple(operations)
    shapes = {shape for op in table for shape in (op.body, op.answer) if shape}
    _, components = msgspec.json.schema_components([*shapes, Problem, TokenRefusal], ref_template=REF)
    paths: JSON = {}
    for op in table:
        paths.setdefault(op.path, {})[op.method.lower()] = _operation(op)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "security": [{"client": []}],
        "components": {
            "schemas": _plain(components),
            "securitySchemes": {
                "client": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "token", "scopes": {}}},
                }
            },
        },
    }


def _operation(op: Operation) -> JSON:
    said: JSON = {
        "operationId": op.name,
        "summary": op.summary,
        "parameters": _parameters(op),
        "responses": {str(op.status): _answer(op), **_problems(op)},
    }
    if op.body:
        media = "application/x-www-form-urlencoded" if op.name == "token" else "application/json"
        said["requestBody"] = {"required": True, "content": {media: {"schema": _ref(op.body)}}}
    if op.open:
        said["security"] = []
    return said


def _answer(op: Operation) -> JSON:
    headers = {"Lotproof-Posting": {"schema": {"type": "string"}}} if op.handle else {}
    if op.answer is None:
        return {"description": "Done"}
    shape = _ref(op.answer)
    if op.paged:
        shape = {
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": {"type": "array", "items": shape},
                "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
            },
        }
    return {"description": op.summary, "headers": headers, "content": {"application/json": {"schema": shape}}}


def _problems(op: Operation) -> JSON:
    codes = [*op.refuses, *ALWAYS, *(POSTED if op.body else ("invalid",))]
    if op.handle and op.guard:
        codes.append("version-conflict")
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    if op.method == "GET" and "unknown-lot" in op.refuses:
        by_status.setdefault(404, []).append("unknown-lot")
    content: JSON = {MEDIA_TYPE: {"schema": _ref(Problem)}}
    said = {str(s): {"description": ", ".join(sorted(c)), "content": content} for s, c in sorted(by_status.items())}
    if op.name == "token":
        refused = {"application/json": {"schema": _ref(TokenRefusal)}}
        for status in ("400", "401"):
            said[status] = {"description": "As RFC 6749, section 5.2", "content": {**content, **refused}}
    return said


def _parameters(op: Operation) -> list[JSON]:
    text: JSON = {"type": "string", "minLength": 1}
    inside = [part[1:-1] for part in op.path.split("/") if part.startswith("{")]
    found = [{"name": name, "in": "path", "required": True, "schema": text} for name in inside]
    found += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in op.filters]
    if op.paged or op.name == "changes":
        found += [_whole("limit", 1, PAGE_MAX), _whole("after" if op.name == "changes" else "cursor", 0, 2**53)]
    if op.handle:
        found.append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}})
    if op.guard:
        found.append({"name": "If-Match", "in": "header", "schema": {"type": "string"}})
    return found


def _whole(name: str, least: int, most: int) -> JSON:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": least, "maximum": most}}


def _ref(shape: Any) -> JSON:
    schema: JSON = msgspec.json.schema_components([shape], ref_template=REF)[0][0]
    return schema


def _plain(schema: Any) -> Any:
    """Quantities as they are taken: decimal text or a number. Defaults as JSON has them."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            return SCHEMA
        return {name: _plain(inner) for name, inner in schema.items()}
    if isinstance(schema, list):
        return [_plain(inner) for inner in schema]
    return msgspec.json.decode(encode(schema))
