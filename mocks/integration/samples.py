"""
Samples: what was measured, by machine and time, so that an operation can be asked for the conditions of its window.

A value that stands on the wire when we come back is the last one: it has its own time and number, and is kept once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from lotproof.mocks.integration.canonical import MalformedError, moment, parsed
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.rules import Telemetry
from lotproof.mocks.integration.store import Row, Store

TAG = "/_tag/"
GOOD = "good"


class Samples:
    """`environment` names the sensors around a machine: what they measure is kept under that machine too."""

    def __init__(self, store: Store, environment: Mapping[str, Iterable[str]]) -> None:
        self._store = store
        self._around: dict[str, list[str]] = defaultdict(list)
        for machine, sensors in environment.items():
            for sensor in sensors:
                self._around[sensor].append(machine)

    def take(self, topic: str, payload: bytes) -> None:
        """Keep a value with its quality; what cannot be read is none."""
        try:
            said = parsed(payload)
            value, at = Decimal(str(said.get("value"))), moment(str(said.get("occurred_at")))
        except (MalformedError, InvalidOperation, ValueError):
            return
        quality = str(said.get("quality") or GOOD).lower()
        plant, *_, machine, _, name = topic.split("/")[1:]
        for one in (machine, *self._around.get(machine, ())):
            row = (said.get("stream"), said.get("seq"), plant, one, name, f"{value:f}", at, quality)
            self._store.run("INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)


def over(samples: Iterable[Row]) -> list[JSON]:
    """Least, greatest and mean of each name."""
    values: dict[str, list[Decimal]] = defaultdict(list)
    for row in samples:
        values[row["name"]].append(Decimal(row["value"]))
    return [
        {
            "name": name,
            "min": f"{min(found):f}",
            "max": f"{max(found):f}",
            "mean": f"{sum(found) / len(found):.3f}",
            "quality": GOOD,
        }
        for name, found in sorted(values.items())
    ]


class Watched:
    """What a rule asks of the tags that are measured at an interval: time above a limit, and whether there is a gap."""

    def __init__(self, rule: Telemetry) -> None:
        self._rule = rule
        self._tags = {(row.plant, row.equipment, row.tag): row for row in rule.tags}

    def told(self, condition: JSON, step: Row, samples: list[Row]) -> JSON:
        """The condition with what the rule asks for; `samples` are those of its name, of any quality."""
        tag = self._tags.get((step["plant"], step["equipment"], condition["name"]))
        if tag is None:
            return condition
        good = [row for row in samples if row["quality"] == GOOD]
        limit = {"above_s": self.above_s(good, Decimal(tag.limit), step["end"])} if tag.limit else {}
        most_s = tag.interval_s * self._rule.gap_intervals
        return {**condition, **limit, "gap": self.gap(samples, step, most_s)}

    def above_s(self, good: list[Row], limit: Decimal, end: str) -> float:
        """Each value holds until the next, the last to the end."""
        ends = [*(row["at"] for row in good[1:]), end]
        spans = zip(good, ends, strict=True)
        return sum(seconds(row["at"], until) for row, until in spans if Decimal(row["value"]) > limit)

    def gap(self, samples: list[Row], step: Row, most_s: float) -> bool:
        """Whether the source was silent for longer than it may be."""
        moments = [step["start"], *(row["at"] for row in samples), step["end"]]
        return any(seconds(one, other) > most_s for one, other in pairwise(moments))


def seconds(one: str, other: str) -> float:
    """From one moment to the other."""
    return (datetime.fromisoformat(other) - datetime.fromisoformat(one)).total_seconds()
