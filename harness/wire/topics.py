"""Where the floor speaks on MQTT, and which filters hear it."""

import msgspec
from lotproof.harness.model.seams import Signal


class Topics(msgspec.Struct, frozen=True, kw_only=True):
    """Where the floor speaks: the enterprise's root, and the area of each line (`area` where none is named)."""

    root: str = "northfield"
    area: str = "processing"
    areas: dict[str, str] = {}

    def of(self, signal: Signal, branch: str, name: str) -> str:
        area = self.areas.get(signal.line, self.area)
        line = signal.line or "L0"
        return f"{self.root}/{signal.plant}/{area}/{line}/{signal.equipment}/{branch}/{name}"

    def event(self, signal: Signal) -> str:
        return self.of(signal, "_event", signal.kind)


def matches(filters: tuple[str, ...], topic: str) -> bool:
    """Whether any of these topic filters takes the topic (MQTT 3.1.1, 4.7)."""
    levels = topic.split("/")
    return any(_matches(one.split("/"), levels) for one in filters)


def _matches(wanted: list[str], levels: list[str]) -> bool:
    for place, want in enumerate(wanted):
        if want == "#":
            return True
        if place >= len(levels) or want not in ("+", levels[place]):
            return False
    return len(wanted) == len(levels)
