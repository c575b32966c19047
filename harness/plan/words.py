"""
The words of a scenario file's course, read off the acts themselves: one place says what an act is.

A field `span_us` is written `span`; what a word means follows from its type in `harness.plant.acts`.
"""

from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from lotproof.harness.plant.acts import ACTS

BESIDE_ACTS = ("after", "only")
"""Words that stand beside an act: how long it takes, and the size that it is for."""

NESTED = ("what", "refused", "done", "met", "unmet")
"""Words that bear acts."""

HIDDEN = ("row", "after_us", "deadline_s")


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """
    One word of an act.

    `field` is its name in a plan; `kind` what it names (`lot`, `machine` ...), '' for free text; `shape` whether it is
    one, a list or a map; `of_key` the kind of a map's keys.
    """

    name: str
    field: str
    kind: str
    shape: Literal["one", "many", "map"]
    required: bool
    type: Any
    of_key: str = ""
    meaning: str = ""


@cache
def words(act: str) -> dict[str, Word]:
    """The words of an act, in the order in which they are best written."""
    kind = ACTS[act]
    hints = get_type_hints(kind, include_extras=True)
    fields = [field for field in msgspec.structs.fields(kind) if field.name not in HIDDEN]
    found = [_word(field, hints[field.name]) for field in fields]
    return {word.name: word for word in found}


@cache
def first_word(act: str) -> str:
    """The word that names what the act is about."""
    return next(iter(words(act)), "")


def _word(field: Any, hint: Any) -> Word:
    name = field.encode_name.removesuffix("_us")
    origin = get_origin(hint)
    shape: Literal["one", "many", "map"] = "many" if origin is tuple else "map" if origin is dict else "one"
    inner = get_args(hint)[1 if shape == "map" else 0] if shape != "one" else hint
    meta = _meta(inner)
    return Word(
        name=name,
        field=field.encode_name,
        kind=meta.title or "" if meta else "",
        shape=shape,
        required=field.required,
        type=inner,
        of_key=(_meta(get_args(hint)[0]) or msgspec.Meta()).title or "" if shape == "map" else "",
        meaning=meta.description or "" if meta else "",
    )


def _meta(hint: Any) -> msgspec.Meta | None:
    """What an alias of `acts` says about itself, also as one side of a union."""
    for one in (hint, *get_args(hint)):
        for said in getattr(one, "__metadata__", ()):
            if isinstance(said, msgspec.Meta):
                return said
    return None
