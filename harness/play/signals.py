"""From a fact to what the floor shows of it: the UNS envelope and the values beside it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
from lotproof.harness.model.facts import VALUES_ONLY, Fact, Portion
from lotproof.harness.model.items import parse
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.tags import Tag

SCHEMA = "lotproof/trace-event/1"


def iso(moment: datetime) -> str:
    """UTC, three decimals, `Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """
    What turns offsets into what is seen: the run's tag, start and epoch, and where each machine stands. `shown` are the
    source identities of the facts so far, by id: a reversal names the one that it takes back. `own` is, by
    plant, what stands in front of its own lot numbers everywhere but on its own floor. `zones` are the plants that
    tell their own local time with its offset, by name; all others tell UTC.
    """

    tag: Tag
    start_us: int
    epoch: datetime
    lines: dict[str, str] = {}
    shown: dict[str, str] = {}
    own: dict[str, str] = {}
    zones: dict[str, str] = {}

    def at(self, at_us: int, plant: str = "") -> str:
        """A moment of a plant as it is told there."""
        moment = self.epoch + timedelta(microseconds=at_us)
        zone = self.zones.get(plant)
        return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds") if zone else iso(moment)

    def render(self, value: Any) -> Any:
        """The same value with every `{tag}`, `{num}` and `{sscc:n}` written out."""
        if isinstance(value, str):
            return self.tag.render(value)
        if isinstance(value, dict):
            return {self.render(key): self.render(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.render(inner) for inner in value]
        return value

    def fact(self, fact: Fact) -> Fact:
        """The fact with its identifiers written out; times and `seq` stay offsets."""
        return msgspec.convert(self.render(msgspec.to_builtins(fact)), Fact)


def signal(fact: Fact, stage: Stage, emitted_at: datetime) -> Signal:
    """
    A rendered fact as the wires show it.

    Args:
        fact: with identifiers written out and a stream.
        stage: the run's tag, start and epoch.
        emitted_at: wall time of this emission.
    """
    seq = stage.start_us + fact.seq
    line = stage.lines.get(fact.equipment, "")
    stage.shown[fact.id] = f"{fact.stream}#{seq}"
    payload = {} if fact.kind in VALUES_ONLY else envelope(fact, stage, seq, line, emitted_at)
    return Signal(
        fact=fact.id,
        kind=fact.kind,
        plant=fact.plant,
        line=line,
        equipment=fact.equipment,
        stream=fact.stream,
        seq=seq,
        occurred_at=stage.at(fact.at_us, fact.plant),
        payload=payload,
        values=dict(fact.words) if fact.kind in VALUES_ONLY else {},
    )


def envelope(fact: Fact, stage: Stage, seq: int, line: str, emitted_at: datetime) -> dict[str, Any]:
    """The UNS envelope of contract.md, "Identity on the wires"."""
    return {
        "event_id": str(uuid4()),
        "stream": fact.stream,
        "seq": seq,
        "event_type": fact.kind,
        "schema": SCHEMA,
        "occurred_at": stage.at(fact.at_us, fact.plant),
        "emitted_at": iso(emitted_at),
        "plant": fact.plant,
        "line": line,
        "equipment": fact.equipment,
        "operator": fact.operator,
        "job_order_id": fact.order,
        "operation": fact.operation,
        "step": fact.step,
        "subject": _subject(fact.subject, stage.own.get(fact.plant, "")),
        "inputs": [_portion(portion, stage.own.get(fact.plant, "")) for portion in fact.ins],
        "outputs": [_portion(portion, stage.own.get(fact.plant, "")) for portion in fact.outs],
        "details": dict(fact.words),
        "correlation_id": f"{fact.stream}#{seq}",
        "supersedes": _superseded(fact, stage),
    }


def _superseded(fact: Fact, stage: Stage) -> str | None:
    """The source identity of the fact that a reversal takes back."""
    if fact.kind != "reversed":
        return None
    return next((stage.shown[cause] for cause in fact.causes if cause in stage.shown), None)


def _subject(key: str, own: str) -> dict[str, str] | None:
    if not key:
        return None
    item = parse(key)
    if item.kind == "unit":
        return {"kind": item.kind, "id": item.id}
    return {"item": item.scope, "lot": item.id.removeprefix(own)}


def _portion(portion: Portion, own: str) -> dict[str, Any]:
    item = parse(portion.item)
    named = {"sscc": item.id} if item.kind == "unit" else {"item": item.scope, "lot": item.id.removeprefix(own)}
    rest = {
        "role": portion.role,
        "quantity": portion.quantity,
        "unit": portion.unit,
        "location": portion.location,
    }
    status = {"status": portion.status} if portion.status else {}
    return {"kind": item.kind, **named, **rest, **status}
