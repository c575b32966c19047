"""The shape of a scenario file, apart from its course, whose words are `harness.plant.acts`."""

from typing import Any, Literal

import msgspec
from lotproof.harness.model.zones import Turn

Size = Literal["full", "sketch"]


class At(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    Where a fault begins: at the nth fact of a kind (which `where` narrows), or at the nth call of an operation.

    `nth` may be `2 to 5`: drawn by the seed, apart from the course.
    """

    fact: str = ""
    call: str = ""
    nth: int | str = 1
    where: dict[str, str] = {}


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One planned strike. `attempts` ends it sooner, `upper_s` of wall time ends it in any case."""

    name: str
    fault: str
    at: At
    target: str = ""
    attempts: int = 0
    upper_s: float = 5.0
    settings: dict[str, Any] = {}
    only: Size | Literal[""] = ""


class Beginning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario that needs a date begins a span `before` the next turn of the clock in its plant."""

    turn: Turn
    before: str


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    A whole scenario file; `people` are the machines whose operator gets a name, drawn by the seed, `plants` the strands
    that belong to another plant than `plant`.
    """

    scenario: str
    title: str
    story: str = ""
    enterprise: str
    plant: str
    clock: Literal["jump", "live"] = "jump"
    seed: int = 1
    requires: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    plants: dict[str, str] = {}
    begins: Beginning | None = None
    course: dict[str, list[dict[str, Any]]]
    faults: tuple[Fault, ...] = ()
