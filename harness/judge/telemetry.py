"""
What was measured as it was sent: samples by machine and tag with their quality, and what may be said of them.

Between two samples nobody knows the value. What is said of it is right where one of the usual ways of reckoning says
it: a sample holds to the next, holds from the one before, or a straight line lies between them.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec
from lotproof.harness.judge.case import Case
from lotproof.harness.model.genealogy import Condition

GOOD = "good"

Tag = tuple[str, str]
"""Machine and name."""

Span = tuple[Decimal, Decimal]
"""The least and the greatest that may be said."""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """
    A value that was shown. `half` is half of its last decimal; `sent` is whether a copy of it went to the client under
    test, `confirmed` whether that confirmed one.
    """

    at: datetime
    value: Decimal
    half: Decimal
    sent: bool
    confirmed: bool
    good: bool = True


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the enterprise's `rules.telemetry.tags`."""

    plant: str
    equipment: str
    tag: str
    interval_s: float
    limit: str = ""


def rules(case: Case) -> tuple[dict[Tag, Rule], float]:
    """The tags that an enterprise promises to sample, and after how many intervals a silence is a gap."""
    said = case.terms.rules.get("telemetry")
    if not isinstance(said, dict):
        return {}, 0.0
    rows = [msgspec.convert(row, Rule) for row in said.get("tags", ())]
    return {(row.equipment, row.tag): row for row in rows}, float(said.get("gap_intervals", 3))


def shown(case: Case) -> dict[Tag, list[Sample]]:
    """All values that were shown, of any quality, by machine and tag, in the order of their times."""
    found: dict[Tag, list[Sample]] = defaultdict(list)
    epoch = datetime.fromisoformat(case.evidence.run.epoch)
    for fact in case.evidence.facts:
        if fact.kind != "sampled":
            continue
        value = Decimal(fact.words["value"])
        sample = Sample(
            at=epoch + timedelta(microseconds=fact.at_us),
            value=value,
            half=Decimal(5).scaleb(min(int(value.as_tuple().exponent), 0) - 1),
            sent=bool(case.copies(fact.id)),
            confirmed=case.confirmed(fact.id),
            good=fact.words.get("quality", GOOD) == GOOD,
        )
        found[fact.equipment, fact.words["name"]].append(sample)
    return {tag: sorted(samples, key=lambda one: one.at) for tag, samples in found.items()}


def flagged(condition: Condition) -> bool:
    """Whether a condition says that not all of its samples are good."""
    return (condition.quality or GOOD).lower() != GOOD


def means(samples: list[Sample]) -> Span:
    """From the least to the greatest of the means: of the samples, and of the three ways by time."""
    found = [sum((one.value for one in samples), Decimal(0)) / len(samples)]
    whole = _seconds(samples[0], samples[-1])
    if whole:
        spans = [(_seconds(one, other), one.value, other.value) for one, other in pairwise(samples)]
        found += [sum((span * first for span, first, _ in spans), Decimal(0)) / whole]
        found += [sum((span * second for span, _, second in spans), Decimal(0)) / whole]
    return min(found), max(found)


def above(samples: list[Sample], limit: Decimal, ends: tuple[datetime, datetime]) -> Span:
    """From the seconds that were surely above the limit to those that may have been."""
    least, most = Decimal(0), Decimal(0)
    for one, other in pairwise(samples):
        over = (one.value > limit, other.value > limit)
        least += _seconds(one, other) if all(over) else 0
        most += _seconds(one, other) if any(over) else 0
    for one, end in ((samples[0], ends[0]), (samples[-1], ends[1])):
        most += _between(one.at, end) if one.value > limit else 0
    return least, most


def silences(samples: list[Sample], ends: tuple[datetime, datetime]) -> Iterator[float]:
    """How long nothing was measured, each time, from the window's start to its end."""
    moments = [ends[0], *(one.at for one in samples), ends[1]]
    for one, other in pairwise(moments):
        yield abs((other - one).total_seconds())


def _seconds(one: Sample, other: Sample) -> Decimal:
    return _between(one.at, other.at)


def _between(one: datetime, other: datetime) -> Decimal:
    return abs(Decimal(str((other - one).total_seconds())))
