"""One pass over the record: what reports need of it, and no more. A run that broke off gives what there is."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Call, DeskAct, End, Entry, Lag, Observed, Run, Sent, Settle, Strike
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import Tag
from lotproof.harness.record import segment, truth
from lotproof.harness.record.folder import RunFolder

T = TypeVar("T")
Identity = tuple[str, int]


class Names(msgspec.Struct, kw_only=True):
    """What the enterprise calls its things: item names by code, item codes by ERP's spelling, customers' names."""

    items: dict[str, str]
    spelt: dict[str, str]
    customers: dict[str, str]

    def code(self, scope: str) -> str:
        """The item code that a system's spelling means; ERP's padding makes no difference."""
        return self.spelt.get(scope.lstrip("0"), scope)


class Struck(msgspec.Struct, kw_only=True):
    """A strike entry and when it was written, in nanoseconds from the run's start."""

    at_ns: int
    body: Strike
    causes: tuple[str, ...] = ()


class Evidence(msgspec.Struct, kw_only=True):
    """What the ledger and the truth hold, by kind; times in nanoseconds from the run's first entry."""

    plan: Plan
    run: Run
    names: Names
    facts: list[Fact] = []
    start_ns: int = 0
    end_ns: int = 0
    fact_ns: list[int] = []
    settle_ns: int = 0
    settle: Settle | None = None
    ended: str = ""
    strikes: list[Struck] = []
    calls: dict[str, Call] = {}
    effects: list[tuple[int, Effect]] = []
    sent_ns: dict[Identity, int] = {}
    entered: dict[Identity, str] = {}
    traces: dict[str, Observed] = {}
    desk_s: float = 0.0
    desk_calls: int = 0
    lag_s: float = 0.0

    @property
    def took_s(self) -> float:
        return round((self.end_ns - self.start_ns) / 1e9, 3)

    @property
    def started_at(self) -> str:
        """When the run began, UTC, to the second."""
        if not self.start_ns:
            return ""
        return datetime.fromtimestamp(self.start_ns // 1_000_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

    def since(self, wall_ns: int) -> int:
        return wall_ns - self.start_ns


def gather(folder: RunFolder) -> Evidence:
    """
    Read a run folder.

    Raises:
        InputError: if a file of it is damaged.
    """
    plan = folder.plan()
    bare = Run(run=folder.path.name, tag="", scenario=plan.scenario, seed=plan.seed, lane="", start_us=0, epoch="")
    evidence = Evidence(plan=plan, run=bare, names=names(plan.enterprise))
    entries = [entry for path in folder.segments() for entry in segment.read(path)]
    entries.sort(key=lambda entry: (entry.wall_ns, entry.writer, entry.seq))
    if entries:
        evidence.start_ns, evidence.end_ns = entries[0].wall_ns, entries[-1].wall_ns
    for entry in entries:
        if take := TAKERS.get(entry.kind):
            take(evidence, entry)
    if folder.truth_file.exists():
        evidence.facts = [rendered(fact, evidence.run.tag) for fact in truth.read(folder.truth_file)]
    return evidence


def names(enterprise: dict[str, Any]) -> Names:
    items = enterprise.get("items", {})
    return Names(
        items={code: str(item.get("name", code)) for code, item in items.items()},
        spelt={str(item.get("erp_material", code)).lstrip("0"): code for code, item in items.items()},
        customers={code: str(one.get("name", code)) for code, one in enterprise.get("customers", {}).items()},
    )


def rendered(fact: Fact, tag: str) -> Fact:
    """The fact with the run's tag written out where truth has `{tag}`."""
    if not tag:
        return fact
    return msgspec.convert(_written(msgspec.to_builtins(fact), Tag(tag)), Fact)


def _written(value: Any, tag: Tag) -> Any:
    if isinstance(value, str):
        return tag.render(value)
    if isinstance(value, dict):
        return {key: _written(inner, tag) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner, tag) for inner in value]
    return value


def _body(entry: Entry, kind: type[T]) -> T | None:
    """The body as that noun; a body of another shape is left out: the judge has said so already."""
    try:
        return msgspec.convert(entry.body, kind)
    except msgspec.ValidationError:
        return None


def _run(evidence: Evidence, entry: Entry) -> None:
    body = _body(entry, Run)
    if body and not evidence.run.tag:
        evidence.run = body


def _fact(evidence: Evidence, entry: Entry) -> None:
    evidence.fact_ns.append(evidence.since(entry.wall_ns))


def _sent(evidence: Evidence, entry: Entry) -> None:
    if body := _body(entry, Sent):
        evidence.sent_ns.setdefault((body.stream, body.seq), evidence.since(entry.wall_ns))


def _desk(evidence: Evidence, entry: Entry) -> None:
    if body := _body(entry, DeskAct):
        evidence.desk_s += body.took_s
        evidence.desk_calls += 1
        if body.stream:
            evidence.entered[body.stream, body.seq] = body.fact
            evidence.sent_ns.setdefault((body.stream, body.seq), evidence.since(entry.wall_ns))


def _call(evidence: Evidence, entry: Entry) -> None:
    if body := _body(entry, Call):
        evidence.calls[entry.id] = body


def _effect(evidence: Evidence, entry: Entry) -> None:
    if body := _body(entry, Effect):
        evidence.effects.append((evidence.since(entry.wall_ns), body))


def _strike(evidence: Evidence, entry: Entry) -> None:
    if body := _body(entry, Strike):
        evidence.strikes.append(Struck(at_ns=evidence.since(entry.wall_ns), body=body, causes=entry.causes))


def _observed(evidence: Evidence, entry: Entry) -> None:
    body = _body(entry, Observed)
    if body and body.what == "trace":
        evidence.traces[entry.id] = body


def _settle(evidence: Evidence, entry: Entry) -> None:
    evidence.settle = _body(entry, Settle)
    evidence.settle_ns = evidence.since(entry.wall_ns)


def _lag(evidence: Evidence, entry: Entry) -> None:
    if body := _body(entry, Lag):
        evidence.lag_s = max(evidence.lag_s, body.late_s)


def _end(evidence: Evidence, entry: Entry) -> None:
    body = _body(entry, End)
    if body and (entry.writer == "conductor" or not evidence.ended):
        evidence.ended = f"{body.how}: {body.detail}" if body.detail else body.how


TAKERS = {
    "run": _run,
    "fact": _fact,
    "sent": _sent,
    "desk": _desk,
    "call": _call,
    "effect": _effect,
    "strike": _strike,
    "observed": _observed,
    "settle": _settle,
    "lag": _lag,
    "end": _end,
}
