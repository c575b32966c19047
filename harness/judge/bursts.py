"""
Bursts of samples: where a machine's tag was measured far faster than is promised, and when that was sent.
"""

from collections.abc import Iterator
from itertools import pairwise

import msgspec
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.telemetry import Tag, rules
from lotproof.harness.model.facts import Fact

FASTER = 10
"""So many times as fast as the published interval: the second rate."""

LEAST = 100
"""So many samples in a row are a burst."""


class Burst(msgspec.Struct, frozen=True, kw_only=True):
    """So many samples of one tag were sent to the client under test, the first and the last at these times, in ns."""

    tag: Tag
    samples: int
    since_ns: int
    until_ns: int


def bursts(case: Case) -> Iterator[Burst]:
    """All bursts, tag by tag, of tags with a published interval."""
    promised, _ = rules(case)
    for tag, rule in promised.items():
        for row in _rows(_samples(case, tag), rule.interval_s * 1_000_000 / FASTER):
            if len(row) >= LEAST:
                left = [case.left[fact.id] for fact in row]
                yield Burst(tag=tag, samples=len(row), since_ns=min(left), until_ns=max(left))


def _samples(case: Case, tag: Tag) -> list[Fact]:
    """What was sent of a tag, in the order of its times."""
    found = [
        fact
        for fact in case.evidence.facts
        if fact.kind == "sampled" and (fact.equipment, fact.words["name"]) == tag and case.copies(fact.id)
    ]
    return sorted(found, key=lambda fact: fact.at_us)


def _rows(samples: list[Fact], apart_us: float) -> Iterator[list[Fact]]:
    """Samples in a row, none further from the next than this."""
    row = samples[:1]
    for one, after in pairwise(samples):
        if after.at_us - one.at_us > apart_us:
            yield row
            row = []
        row.append(after)
    yield row
