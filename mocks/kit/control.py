"""
What conductor and host say to each other: JSON lines over the host's standard input and output.

    --> {"id": 1, "do": "open", "with": {...}}      <-- {"id": 1, "done": {...}}   or   {"id": 1, "failed": {...}}
                                                    <-- {"effect": {...}}, {"call": [...]}, {"strike": {...}}
"""

from typing import Any

import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Strike
from lotproof.harness.model.errors import InputError, LotproofError, RigError

LINE_MAX = 16 * 1024 * 1024


class Order(msgspec.Struct, frozen=True, kw_only=True, rename={"given": "with"}):
    """What the host is to do: `open`, `begin`, `strike`, `end`."""

    id: int
    do: str
    given: Any = None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An error that a person can act on, carried over."""

    kind: str
    what: str
    which: str = ""
    expected: str = ""
    got: str = ""
    where: str = ""

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        if isinstance(error, LotproofError):
            return cls(
                kind=type(error).__name__,
                what=error.what,
                which=error.which,
                expected=error.expected,
                got=error.got,
                where=error.where,
            )
        return cls(kind="RigError", what="the host of the business systems failed", got=repr(error))

    def error(self) -> LotproofError:
        shape = InputError if self.kind == "InputError" else RigError
        return shape(self.what, which=self.which, expected=self.expected, got=self.got, where=self.where)


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the host says: the end of an order, or one event."""

    id: int = 0
    done: Any = None
    failed: Failure | None = None
    effect: Effect | None = None
    call: tuple[str, str, str, int] | None = None
    strike: Strike | None = None


encode = msgspec.json.Encoder(decimal_format="string").encode
