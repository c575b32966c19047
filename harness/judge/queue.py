"""The exception queue as the integration showed it at the end, with its times on the record's clock."""

from collections import defaultdict
from datetime import datetime

import msgspec
from lotproof.harness.judge.evidence import Evidence
from lotproof.harness.model.answers import ExceptionEntry

BEFORE_NS = 1_000_000_000
"""What was raised so long before the run began stands open from an earlier one and is none of this run's matter."""


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """One exception; `fact` is the fact whose identity it bears, or ''."""

    entry: ExceptionEntry
    fact: str
    raised_ns: int
    closed_ns: int | None

    @property
    def business(self) -> bool:
        return self.entry.kind == "business"


class Queue:
    """`offered` is false where there is no queue to read; `problem` says what was wrong with the answer."""

    def __init__(self, evidence: Evidence) -> None:
        self.offered = bool(evidence.connector.exceptions.url)
        self.problem = ""
        self.raised: list[Raised] = []
        self.by_fact: dict[str, list[Raised]] = defaultdict(list)
        for observed, _ in evidence.observed:
            if observed.what == "exceptions" and observed.source == evidence.client:
                self.problem = observed.problem
                self._read(evidence, observed.answer or [])

    def _read(self, evidence: Evidence, answer: object) -> None:
        try:
            entries = msgspec.convert(answer, list[ExceptionEntry])
        except msgspec.ValidationError as wrong:
            self.problem = str(wrong)
            return
        offset = evidence.wall_offset_ns
        for entry in entries:
            fact = evidence.fact_of(entry.source) or evidence.fact_of(entry.correlation_id)
            if not fact and earlier(entry, evidence.run.start_us):
                continue
            raised = Raised(
                entry=entry,
                fact=fact,
                raised_ns=wall_ns(entry.raised_at) - offset,
                closed_ns=wall_ns(entry.closed_at) - offset if entry.closed_at else None,
            )
            self.raised.append(raised)
            if fact:
                self.by_fact[fact].append(raised)

    def about(self, fact: str, *names: str) -> list[Raised]:
        """Exceptions that bear a fact's identity, or whose subject is one of these names (a lot, an order)."""
        subject = [one for one in self.raised if one.entry.subject.id and one.entry.subject.id in names]
        return list({one.entry.id: one for one in (*self.by_fact.get(fact, ()), *subject)}.values())


def earlier(entry: ExceptionEntry, start_us: int) -> bool:
    """Whether it is another run's matter: it bears a `stream#seq` from before this one began, or is that old itself."""
    bearing = [seq_of(text) for text in (entry.source, entry.correlation_id)]
    return any(0 < seq < start_us for seq in bearing) or wall_ns(entry.raised_at) < start_us * 1000 - BEFORE_NS


def seq_of(text: str) -> int:
    """The sequence number of a `stream#seq`; 0 where it is none."""
    _, found, seq = text.rpartition("#")
    return int(seq) if found and seq.isdigit() else 0


def wall_ns(text: str) -> int:
    """Nanoseconds UTC of an ISO 8601 time; 0 where it is none."""
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1_000_000) * 1000
    except ValueError:
        return 0
