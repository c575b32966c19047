"""
Between JSON objects and structs, with nothing lost on the way.

Think of a form with printed boxes and a blank back: what fits a box goes into it, whatever else somebody wrote goes to
the back (`extra`) and is copied out again word for word. Numbers stay decimals as they were written.
"""

import functools
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from lotproof.harness.model.errors import InputError

S = TypeVar("S", bound="Shape")
Build = Callable[[Any, str], Any]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON object: named boxes, and `extra` for all members that no box has."""

    extra: dict[str, Any] = {}


def build(kind: type[S], raw: Any, where: str) -> S:
    """
    The struct of a JSON object; members without a box, and members that are null, go to `extra`.

    Raises:
        InputError: if a required member is absent or a member has the wrong kind; `where` is its JSON pointer.
    """
    if not isinstance(raw, Mapping):
        raise InputError("not a JSON object", which=where or "/", expected=kind.__name__, got=type(raw).__name__)
    boxes = boxes_of(kind)
    taken = {
        box.name: box.build(raw[member], f"{where}/{member}")
        for member, box in boxes.items()
        if raw.get(member) is not None
    }
    missing = [member for member, box in boxes.items() if box.required and box.name not in taken]
    if missing:
        raise InputError(f"{kind.__name__} without {', '.join(missing)}", which=where or "/")
    rest = {member: value for member, value in raw.items() if member not in boxes or value is None}
    return kind(**taken, extra=rest)


def flatten(value: Any) -> Any:
    """The JSON value of a struct: `build`'s inverse up to the order of members."""
    if isinstance(value, Shape):
        filled = ((member, getattr(value, box.name)) for member, box in boxes_of(type(value)).items())
        members = {member: flatten(part) for member, part in filled if part is not None}
        return {**members, **value.extra}
    if isinstance(value, tuple):
        return [flatten(part) for part in value]
    return value


class Box(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    required: bool
    build: Build


@functools.cache
def boxes_of(kind: type[Shape]) -> dict[str, Box]:
    """The boxes of a struct by their JSON names."""
    hints = typing.get_type_hints(kind)
    return {
        field.encode_name: Box(name=field.name, required=field.required, build=builder(hints[field.name]))
        for field in msgspec.structs.fields(kind)
        if field.name != "extra"
    }


def builder(hint: Any) -> Build:
    """How a value of this type is made of JSON."""
    inner = _without_none(hint)
    if isinstance(inner, type) and issubclass(inner, Shape):
        return lambda raw, where: build(inner, raw, where)
    arguments = typing.get_args(inner)
    if typing.get_origin(inner) is tuple and isinstance(arguments[0], type) and issubclass(arguments[0], Shape):
        return lambda raw, where: _many(arguments[0], raw, where)
    return lambda raw, where: _plain(inner, raw, where)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


def _many(kind: type[S], raw: Any, where: str) -> tuple[S, ...]:
    if not isinstance(raw, list):
        raise InputError("not a list", which=where, expected=f"a list of {kind.__name__}", got=type(raw).__name__)
    return tuple(build(kind, part, f"{where}/{at}") for at, part in enumerate(raw))


def _plain(hint: Any, raw: Any, where: str) -> Any:
    if hint is Decimal:
        return _decimal(raw, where)
    try:
        return msgspec.convert(raw, hint)
    except msgspec.ValidationError as wrong:
        raise InputError("a member has the wrong kind", which=where, got=str(wrong)) from wrong


def _decimal(raw: Any, where: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise InputError("not a number", which=where, expected="a JSON number", got=repr(raw))
    return Decimal(str(raw))
