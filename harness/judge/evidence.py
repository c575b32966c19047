"""
A run folder loaded into one frozen view: what happened, when it left, who was told, who did what, what was struck.

    ledger/*.jsonl --read once, in order of mono_ns--> Evidence

Everything is indexed by what checks ask for; nothing here judges.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import NamedTuple, TypeVar

import msgspec
from lotproof.harness.judge.folding import folded
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import (
    Answer,
    Call,
    Delivered,
    DeskAct,
    End,
    Entry,
    Lag,
    Observed,
    ProcessEvent,
    Run,
    Sent,
    Settle,
    Strike,
)
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import Tag
from lotproof.harness.record import segment, truth
from lotproof.harness.record.folder import RunFolder

B = TypeVar("B")

SECOND_NS = 1_000_000_000
CONDUCTOR = "conductor"
"""The writer whose silence ends a run: where its record has no end, its last entry is when it died."""


class At(NamedTuple):
    """When and where an entry stands: both clocks, and the id to look it up by."""

    mono_ns: int
    wall_ns: int
    entry: str


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One copy of a fact on its way to a client; `acked` is when the client confirmed it, or None."""

    body: Delivered
    sent: At
    acked: At | None = None


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """One effect, when it was made, and whether a person made it because it was missing."""

    effect: Effect
    at: At
    manual: bool = False


class Request(msgspec.Struct, kw_only=True):
    """One call of a client, with its answer and effects as far as there are any."""

    posting: str
    call: Call
    at: At
    answer: Answer | None = None
    answered: At | None = None
    effects: list[Made] = []

    @property
    def known(self) -> bool:
        """Whether the client came to know how it ended."""
        return bool(self.answer and self.answer.delivered and self.answer.wire_status)


class Hit(NamedTuple):
    body: Strike
    at: At


class Blow(msgspec.Struct, kw_only=True):
    """One strike from its start to its end (the run's end where it never ended), and what it touched."""

    name: str
    fault: str
    target: str
    hinders: tuple[str, ...]
    start: At
    end_ns: int
    hits: list[Hit] = []


class Evidence(msgspec.Struct, kw_only=True):
    """
    The whole record of one run.

    `facts` are rendered, in plant order. `left` says when a fact had left the plant or the owning system. `stragglers`
    are effects on other runs' items: kept apart, in no sum. `cut_ns` is when the rig itself died, after which nobody
    could do anything; 0 where it lived. `sealed`: the run has its digests, and they fit. `wall_offset_ns` turns a
    monotonic time into wall time.
    """

    plan: Plan
    connector: Connector
    run: Run
    tag: Tag
    facts: list[Fact] = []
    fact: dict[str, Fact] = {}
    left: dict[str, At] = {}
    identity: dict[tuple[str, int], str] = {}
    source: dict[str, str] = {}
    copies: dict[str, list[Copy]] = {}
    made: list[Made] = []
    stragglers: int = 0
    requests: list[Request] = []
    desks: dict[str, tuple[DeskAct, At]] = {}
    blows: dict[str, Blow] = {}
    observed: list[tuple[Observed, At]] = []
    process: list[tuple[ProcessEvent, At]] = []
    settles: list[Settle] = []
    lags: list[tuple[Lag, At]] = []
    end: End = msgspec.field(default_factory=lambda: End(how="interrupted", detail="the record has no end"))
    end_ns: int = 0
    cut_ns: int = 0
    sealed: bool = True
    wall_offset_ns: int = 0
    truth_differs: str = ""

    @property
    def client(self) -> str:
        """The client under test."""
        return self.connector.name

    def fact_of(self, reference: str) -> str:
        """The fact that a correlation id names (`stream#seq`), or ''."""
        stream, found, seq = reference.rpartition("#")
        return self.identity.get((stream, int(seq)), "") if found and seq.isdigit() else ""

    @property
    def facts_told(self) -> list[str]:
        """The facts of which some client got a copy, in plant order."""
        return [fact.id for fact in self.facts if fact.id in self.copies]

    def since_start_us(self, at: At) -> int:
        """Microseconds of wall time from the run's start."""
        return at.wall_ns // 1000 - self.run.start_us


def load(folder: RunFolder) -> Evidence:
    """
    The evidence of a run folder.

    Raises:
        InputError: if the evidence was changed since the run, or has no header.
    """
    folder.check_seal()
    connector = folder.connector()
    entries = list(folded(merged(segment.read(path) for path in folder.segments()), connector))
    header = next((entry for entry in entries if entry.kind == "run"), None)
    if header is None:
        raise InputError("the ledger has no header", which=str(folder.path), where="The run never began.")
    try:
        run = msgspec.convert(header.body, Run)
    except msgspec.ValidationError as wrong:
        raise unlike_its_kind(header, wrong) from wrong
    evidence = Evidence(plan=folder.plan(), connector=connector, run=run, tag=Tag(run.tag))
    gather(evidence, _given_away(entries))
    uncut(evidence.end, folder)
    evidence.sealed = folder.digests_file.exists()
    evidence.truth_differs = _against_truth(evidence, folder)
    return evidence


def unlike_its_kind(entry: Entry, wrong: Exception) -> InputError:
    """What stands in the body of an entry is not what its kind has."""
    return InputError(
        f"a ledger entry is no {entry.kind!r}",
        which=f"entry {entry.writer}-{entry.seq}",
        got=str(wrong),
        where="The segment was changed after the run; judge an untouched copy.",
    )


def _given_away(entries: list[Entry]) -> Iterator[Entry]:
    """One entry after the other, each forgotten here: what is gathered needs not be in memory twice."""
    entries.reverse()
    while entries:
        yield entries.pop()


def uncut(end: End, folder: RunFolder) -> None:
    """
    Hold every segment against the number of entries that the end of the run names.

    Raises:
        InputError: if one has fewer.
    """
    for writer, entries in end.entries.items():
        path = folder.segment(writer)
        if (there := segment.count(path)) < entries:
            raise InputError(
                "the ledger was cut after the run",
                which=str(path),
                expected=f"{entries} entries, as the end of the run says",
                got=f"{there} entries" if path.exists() else "no such file",
                where="Lines are missing at its end; judge an untouched copy.",
            )


def merged(segments: Iterable[Iterable[Entry]]) -> Iterator[Entry]:
    """All entries by monotonic time; equal times by writer and number, so that the order is always the same."""
    return merge(
        *(sorted(entries, key=_when) for entries in segments),
        key=_when,
    )


def _when(entry: Entry) -> tuple[int, str, int]:
    return entry.mono_ns, entry.writer, entry.seq


def gather(evidence: Evidence, entries: Iterable[Entry]) -> None:
    """Put every entry where it is looked for."""
    _Gatherer(evidence).take(entries)


class _Gatherer:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.pending: dict[tuple[str, str, str, int, int], int] = {}
        self.by_posting: dict[str, Request] = {}
        self.copies: list[Copy] = []
        self.ended = False
        self.conductor_ns = 0
        self.manual: set[str] = set()

    def take(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            at = At(entry.mono_ns, entry.wall_ns, f"{entry.writer}-{entry.seq}")
            try:
                getattr(self, f"_{entry.kind}", self._nothing)(entry, at)
            except msgspec.ValidationError as wrong:
                raise unlike_its_kind(entry, wrong) from wrong
            self.evidence.end_ns = entry.mono_ns
            if entry.writer == CONDUCTOR:
                self.conductor_ns = entry.mono_ns
            self.evidence.wall_offset_ns = entry.wall_ns - entry.mono_ns
        self._finish()

    def _nothing(self, entry: Entry, at: At) -> None:
        """Nothing to note."""

    def _fact(self, entry: Entry, at: At) -> None:
        fact = msgspec.convert(entry.body, Fact)
        self.evidence.facts.append(fact)
        self.evidence.fact[fact.id] = fact
        self.evidence.left.setdefault(fact.id, at)
        if fact.stream:
            self._name(fact.id, fact.stream, self.evidence.run.start_us + fact.seq)

    def _sent(self, entry: Entry, at: At) -> None:
        sent = msgspec.convert(entry.body, Sent)
        fact = sent.fact or self.evidence.identity.get((sent.stream, sent.seq), "")
        if fact and not sent.resend:
            self.evidence.left[fact] = at

    def _desk(self, entry: Entry, at: At) -> None:
        act = msgspec.convert(entry.body, DeskAct)
        self.evidence.desks[act.fact] = (act, at)
        self.evidence.left[act.fact] = at
        if act.stream:
            self._name(act.fact, act.stream, act.seq)
        if act.manual and act.posting:
            self.manual.add(act.posting)

    def _name(self, fact: str, stream: str, seq: int) -> None:
        self.evidence.identity[stream, seq] = fact
        self.evidence.source[fact] = f"{stream}#{seq}"

    def _delivered(self, entry: Entry, at: At) -> None:
        body = msgspec.convert(entry.body, Delivered)
        key = (body.wire, body.client, body.stream, body.seq, body.copy_no)
        place = self.pending.get(key)
        if place is None:
            self.pending[key] = len(self.copies)
            self.copies.append(Copy(body=body, sent=at, acked=at if body.acked else None))
        elif body.acked and self.copies[place].acked is None:
            self.copies[place] = msgspec.structs.replace(self.copies[place], body=body, acked=at)

    def _call(self, entry: Entry, at: At) -> None:
        request = Request(posting=entry.id, call=msgspec.convert(entry.body, Call), at=at, effects=[])
        self.by_posting[entry.id] = request
        self.evidence.requests.append(request)

    def _answer(self, entry: Entry, at: At) -> None:
        request = self.by_posting.get(entry.id)
        if request:
            request.answer, request.answered = msgspec.convert(entry.body, Answer), at

    def _effect(self, entry: Entry, at: At) -> None:
        effect = msgspec.convert(entry.body, Effect)
        if not ours(effect, self.evidence.tag, self.evidence.run.start_us):
            self.evidence.stragglers += 1
            return
        self.evidence.made.append(Made(effect=effect, at=at))
        request = self.by_posting.get(effect.posting)
        if request:
            request.effects.append(self.evidence.made[-1])

    def _strike(self, entry: Entry, at: At) -> None:
        body = msgspec.convert(entry.body, Strike)
        blow = self.evidence.blows.get(body.strike)
        if blow is None:
            blow = self.evidence.blows[body.strike] = Blow(
                name=body.strike,
                fault=body.fault,
                target=body.target,
                hinders=body.hinders,
                start=at,
                end_ns=0,
                hits=[],
            )
        if body.phase == "hit":
            blow.hits.append(Hit(body, at))
        elif body.phase == "end":
            blow.end_ns = at.mono_ns

    def _observed(self, entry: Entry, at: At) -> None:
        self.evidence.observed.append((msgspec.convert(entry.body, Observed), at))

    def _process(self, entry: Entry, at: At) -> None:
        event = msgspec.convert(entry.body, ProcessEvent)
        self.evidence.process.append((event, at))
        if event.role == "rig":
            self.evidence.cut_ns = self.evidence.cut_ns or at.mono_ns

    def _settle(self, entry: Entry, at: At) -> None:
        self.evidence.settles.append(msgspec.convert(entry.body, Settle))

    def _lag(self, entry: Entry, at: At) -> None:
        self.evidence.lags.append((msgspec.convert(entry.body, Lag), at))

    def _end(self, entry: Entry, at: At) -> None:
        self.evidence.end = msgspec.convert(entry.body, End)
        self.ended = True

    def _finish(self) -> None:
        evidence = self.evidence
        if not self.ended:
            evidence.cut_ns = evidence.cut_ns or self.conductor_ns
        copies: dict[str, list[Copy]] = defaultdict(list)
        for copy in self.copies:
            copies[evidence.identity.get((copy.body.stream, copy.body.seq), "")].append(copy)
        evidence.copies = dict(copies)
        for blow in evidence.blows.values():
            blow.end_ns = blow.end_ns or evidence.end_ns
        if self.manual:
            evidence.made[:] = [
                msgspec.structs.replace(made, manual=True) if made.effect.posting in self.manual else made
                for made in evidence.made
            ]


def ours(effect: Effect, tag: Tag, start_us: int) -> bool:
    """Whether an effect is on this run's items: a name bears the run's tag, or it refers to one of its facts."""
    names = (effect.order, effect.lot, effect.key, effect.value)
    if any(tag.text in name or tag.number in name for name in names):
        return True
    seq = effect.reference.rpartition("#")[2]
    return seq.isdigit() and int(seq) >= start_us


def _against_truth(evidence: Evidence, folder: RunFolder) -> str:
    """What differs between the ledger's facts and truth.jsonl: the first difference, or ''."""
    if not folder.truth_file.exists():
        return ""
    written = list(truth.read(folder.truth_file))
    shown = evidence.facts
    if len(written) < len(shown):
        return f"truth.jsonl has {len(written)} facts, the ledger {len(shown)}"
    for fact, seen in zip(written, shown, strict=False):
        if (fact.kind, fact.at_us, fact.stream, fact.seq) != (seen.kind, seen.at_us, seen.stream, seen.seq):
            return f"fact {fact.id} of truth.jsonl is fact {seen.id} of the ledger"
    return ""
