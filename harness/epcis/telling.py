"""What facts need to be told to others: when the run began, what items are called, which clock hangs on the wall."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from lotproof.harness.epcis.names import Names
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.tags import Tag

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """
    `epoch` is the run's epoch (UTC), `start_us` what is added to a fact's offset to give the wire's `seq`; `zones` are
    IANA names by plant; `products` are descriptions by item code.
    """

    epoch: datetime = EPOCH
    start_us: int = 0
    names: Names = Names()
    zones: Mapping[str, str] = {}
    products: Mapping[str, str] = {}

    def at(self, fact: Fact) -> datetime:
        return self.epoch + timedelta(microseconds=fact.at_us)

    def offset(self, fact: Fact) -> str:
        """The local offset at the fact's plant then, `+01:00`."""
        zone = self.zones.get(fact.plant)
        local = self.at(fact).astimezone(ZoneInfo(zone) if zone else UTC).strftime("%z")
        return f"{local[:3]}:{local[3:5]}"

    def source(self, fact: Fact) -> str:
        """The source event identity, `stream#seq` as on the wires; who entered it where there is no stream."""
        return f"{fact.stream}#{self.start_us + fact.seq}" if fact.stream else fact.system

    def product(self, item: str) -> str:
        return self.products.get(item, item)


def rendered(fact: Fact, tag: Tag) -> Fact:
    """A fact of `truth.jsonl` with this run's tag in all its texts; its id too, so that runs do not share ids."""
    return msgspec.convert(_rendered(msgspec.to_builtins(fact), tag), Fact)


def _rendered(value: object, tag: Tag) -> object:
    if isinstance(value, str):
        return tag.render(value)
    if isinstance(value, dict):
        return {key: _rendered(part, tag) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rendered(part, tag) for part in value]
    return value
