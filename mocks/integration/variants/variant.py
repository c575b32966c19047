"""What a variant is, and how a part of the reference is put in another's place."""

from typing import Any

import msgspec
from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.ports import JSON, Ports
from lotproof.mocks.integration.settings import Settings


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """
    `title` says what it does wrong; `must` are the requirements that it is made to break, `may` those that can fall
    with it. `parts` are its parts, `whole` the class that puts them together. `lane` is where it shows its vice, `file`
    the `lotproof.toml` by which it does: one that offers its traces in another way; `scenarios` are those in which it
    is tried.
    """

    title: str
    must: tuple[str, ...]
    may: tuple[str, ...] = ()
    parts: Parts = Parts()
    whole: type[Integration] = Integration
    lane: str = "fast"
    file: str = "lotproof.toml"
    scenarios: tuple[str, ...] = ("food_hold",)

    def build(self, world: JSON, settings: Settings, ports: Ports) -> Integration:
        return self.whole(world, settings, ports, self.parts)


def instead(*handlers: type[Handler]) -> Parts:
    """The reference with these handlers in place of those that they are made from."""
    chosen = tuple(
        next((spoilt for spoilt in handlers if issubclass(spoilt, handler)), handler) for handler in Parts().handlers
    )
    return Parts(handlers=chosen)


def both(first: Variant, second: Variant, title: str) -> Variant:
    """
    Wrong in two ways at once: it has to be caught at both.

    Raises:
        ValueError: if both spoil the same part.
    """
    chosen: dict[str, Any] = {name: _of_either(name, first.parts, second.parts) for name in Parts.__struct_fields__}
    wholes = {one.whole for one in (first, second)} - {Integration}
    if len(wholes) > 1:
        raise ValueError("both spoil the whole")
    must = tuple(dict.fromkeys((*first.must, *second.must)))
    may = tuple(row for row in dict.fromkeys((*first.may, *second.may)) if row not in must)
    scenarios = tuple(dict.fromkeys((*first.scenarios, *second.scenarios)))
    whole = next(iter(wholes), Integration)
    return Variant(title=title, must=must, may=may, parts=Parts(**chosen), whole=whole, scenarios=scenarios)


def _of_either(name: str, first: Parts, second: Parts) -> object:
    """The spoilt one of two parts of this name; of handlers, the spoilt ones of both."""
    sound, one, other = (getattr(parts, name) for parts in (Parts(), first, second))
    if name == "handlers":
        return tuple(_spoilt(*three) for three in zip(sound, one, other, strict=True))
    return _spoilt(sound, one, other)


def _spoilt(sound: object, one: object, other: object) -> object:
    if sound not in (one, other) and one != other:
        raise ValueError(f"both spoil {sound}")
    return other if one == sound else one
