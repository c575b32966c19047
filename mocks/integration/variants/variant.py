"""What a variant is, and how a part of the reference is put in another's place."""

import msgspec
from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.ports import JSON, Ports
from lotproof.mocks.integration.settings import Settings


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """
    `title` says what it does wrong; `must` are the requirements that it is made to break, `may` those that can fall
    with it. `parts` are its parts, `whole` the class that puts them together. `lane` is where it shows its vice.
    """

    title: str
    must: tuple[str, ...]
    may: tuple[str, ...] = ()
    parts: Parts = Parts()
    whole: type[Integration] = Integration
    lane: str = "fast"

    def build(self, world: JSON, settings: Settings, ports: Ports) -> Integration:
        return self.whole(world, settings, ports, self.parts)


def instead(*handlers: type[Handler]) -> Parts:
    """The reference with these handlers in place of those that they are made from."""
    chosen = tuple(
        next((spoilt for spoilt in handlers if issubclass(spoilt, handler)), handler) for handler in Parts().handlers
    )
    return Parts(handlers=chosen)
