"""
Samples: what was measured, by machine and time, so that an operation can be asked for the conditions of its window.

A value that stands on the wire when we come back is the last one: it has its own time and number, and is kept once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from lotproof.mocks.integration.canonical import MalformedError, moment, parsed
from lotproof.mocks.integration.ports import JSON
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
        """Keep a good value; what cannot be read is none."""
        try:
            said = parsed(payload)
            value, at = Decimal(str(said.get("value"))), moment(str(said.get("occurred_at")))
        except (MalformedError, InvalidOperation, ValueError):
            return
        if str(said.get("quality") or GOOD).lower() == GOOD:
            plant, *_, machine, _, name = topic.split("/")[1:]
            for one in (machine, *self._around.get(machine, ())):
                row = (said.get("stream"), said.get("seq"), plant, one, name, f"{value:f}", at)
                self._store.run("INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?)", *row)


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
