"""
Histories written by hand: a plant's facts, an integration's effects, strikes, answers, in a few words each.

    h = History()
    h.received("TOMATO", "T1", 400)
    h.carry(at_once)                 # a correct integration, or one with a vice
    verdict(h, "FLOW-04")

Times are seconds from the run's start. Lots and orders get the run's tag.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from lotproof.harness.judge.evidence import At, Evidence, gather
from lotproof.harness.judge.expect import Course, Need
from lotproof.harness.judge.judgement import verdicts_of
from lotproof.harness.judge.places import REFERENCES
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.judge.terms import Terms
from lotproof.harness.model.connector import Connector, Exceptions, Process, Rhythm, Trace
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import (
    Answer,
    Call,
    Delivered,
    DeskAct,
    End,
    Entry,
    Observed,
    Run,
    Sent,
    Settle,
    Strike,
)
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import Plan, StrikePlan
from lotproof.harness.model.tags import Tag
from lotproof.harness.model.verdicts import Verdict, Verdicts

TAG = Tag.of(0xA3F)
START_US = 1_790_000_000_000_000
EPOCH = "2021-03-01T06:00:00+00:00"
S = 1_000_000_000
CLIENT = "reference"
HEADER = Run(run="r1", tag=TAG.text, scenario="hand", seed=1, lane="memory", start_us=START_US, epoch=EPOCH)

ENTERPRISE: dict[str, Any] = {
    "items": {
        "TOMATO": {"unit": "kg", "erp_material": "000000000000100001", "inspected": True, "kind": "raw"},
        "SALT": {"unit": "kg", "erp_material": "000000000000100003", "kind": "raw"},
        "SAUCE": {"unit": "kg", "erp_material": "000000000000200001", "kind": "intermediate"},
        "JAR": {"unit": "EA", "erp_material": "000000000000300001", "kind": "finished", "decimals": 0},
    },
    "boms": {
        "SAUCE": {"operations": {"10": [{"item": "TOMATO"}, {"item": "SALT"}]}},
        "JAR": {"operations": {"20": [{"item": "SAUCE"}]}},
    },
    "plants": {"NORTH": {"locations": {"RAW": {"kind": "storage"}, "QUAR": {"kind": "quarantine"}}}},
    "rules": {"grace_s": 1.0, "completion_grace_s": 2.0, "mass_balance_percent": "2"},
}


class Planned(msgspec.Struct, kw_only=True):
    """An effect that an integration is about to make; a vice changes it, leaves it out or makes more of it."""

    at: float
    effect: Effect
    fact: str
    why: str = ""
    behind: tuple[str, ...] = ()


Style = Callable[["History"], list[Planned]]
Vice = Callable[[list[Planned]], list[Planned]]


def tagged(name: str) -> str:
    return f"{name}-{TAG.text}"


def lot(item: str, number: str) -> str:
    return f"lot:{item}:{tagged(number)}"


class History:
    """A run as it is written down; `at` is the time of the next fact."""

    def __init__(self, *, trace: str = "none", queue: bool = True, claims: Iterable[str] = tuple(FLOWS)) -> None:
        self.at = 1.0
        self.facts: list[Fact] = []
        self.left: dict[str, float] = {}
        self.entries: list[tuple[float, str, str, Any]] = []
        self.trouble: list[StrikePlan] = []
        self.exceptions: list[dict[str, Any]] = []
        self.requires: tuple[str, ...] = ()
        self.lacks: tuple[str, ...] = ()
        self.how = "played"
        self.connector = Connector(
            name=CLIENT,
            claims=tuple(claims),
            process=Process(command=("it",)),
            trace=Trace(kind=trace, url="http://it/trace" if trace != "none" else ""),
            exceptions=Exceptions(url="http://it/exceptions" if queue else ""),
            rhythm=Rhythm(backoff_max_s=1.0),
        )
        self._seq: dict[str, int] = {}
        self._postings = 0

    # -- facts ------------------------------------------------------------------------------------------------------

    def fact(self, kind: Any, *, stream: str = "", system: str = "", told: bool = True, **more: Any) -> Fact:
        """A fact that leaves now; on the floor it is delivered at once, on MQTT and OPC UA."""
        name = stream or f"{system}/{kind}"
        seq = self._seq[name] = self._seq.get(name, -1) + 1
        number = f"f{len(self.facts) + 1}"
        more.setdefault("at_us", round(self.at * 60_000_000))
        shown = {"stream": stream, "seq": seq} if stream else {"system": system}
        fact = Fact(id=number, kind=kind, plant="NORTH", **shown, **more)
        self.facts.append(fact)
        self.left[number] = self.at
        self.write(self.at, "fact", fact, id=number)
        if stream:
            self.write(
                self.at + 0.01, "sent", Sent(wire="mqtt", address="x", stream=stream, seq=START_US + seq, fact=number)
            )
            for wire in ("mqtt", "opcua") if told else ():
                self.delivered(fact, wire)
        else:
            act = DeskAct(fact=number, system=system, act=kind, status=201, stream=name, seq=START_US + seq)
            self.write(self.at + 0.01, "desk", act)
            self.delivered(fact, "webhook")
        self.at += 0.5
        return fact

    def source(self, fact: Fact) -> str:
        return f"{fact.stream or f'{fact.system}/{fact.kind}'}#{START_US + self.seq_of(fact)}"

    def seq_of(self, fact: Fact) -> int:
        if fact.stream:
            return fact.seq
        return [f for f in self.facts if (f.system, f.kind) == (fact.system, fact.kind)].index(fact)

    def delivered(
        self, fact: Fact, wire: str, *, at: float | None = None, copy_no: int = 1, acked: bool = True
    ) -> None:
        at = self.left[fact.id] + 0.05 if at is None else at
        how = {"mqtt": "publish", "opcua": "notification", "webhook": "webhook"}[wire]
        stream = fact.stream or f"{fact.system}/{fact.kind}"
        body = Delivered(
            wire=wire,
            address="x",
            client=CLIENT,
            stream=stream,
            seq=START_US + self.seq_of(fact),
            copy_no=copy_no,
            dup=copy_no > 1,
            how=how,
        )
        self.write(at, "delivered", body)
        if acked:
            self.write(at + 0.01, "delivered", msgspec.structs.replace(body, acked=True))

    def received(self, item: str, number: str, quantity: int, **words: str) -> Fact:
        said = {
            "receipt": tagged(f"R{number}"),
            "purchase_order": tagged("PO"),
            "supplier": "FARMCO",
            "supplier_lot": "F7",
        }
        outs = (part(lot(item, number), "output", quantity, location="RAW"),)
        return self.fact("received", system="wms", outs=outs, words={**said, **words})

    def decided(self, item: str, number: str, decision: str = "accepted") -> Fact:
        return self.fact("decided", system="qms", subject=lot(item, number), words={"decision": decision})

    def moved(self, item: str, number: str, quantity: int, here: str = "RAW", there: str = "LINE") -> Fact:
        words = {"movement": tagged("MV"), "from_location": here, "to_location": there}
        return self.fact("moved", system="wms", ins=(part(lot(item, number), "content", quantity),), words=words)

    def released(self, order: str, item: str = "SAUCE", quantity: int = 500, approved: Iterable[str] = ()) -> Fact:
        words = {"item": item, "quantity": str(quantity), "unit": ENTERPRISE["items"][item]["unit"], "line": "L1"}
        words |= {"bom_revision": "B", "approved_lots": ", ".join(approved)}
        return self.fact("order_released", system="erp", order=tagged(order), words=words)

    def order(self, kind: str, order: str, **words: str) -> Fact:
        system = "erp" if kind in ("changed", "cancelled") else "mes"
        return self.fact(f"order_{kind}", system=system, order=tagged(order), words=words)

    def consumed(self, order: str, item: str, number: str, quantity: int, **more: Any) -> Fact:
        taken = (part(lot(item, number), "input", quantity),)
        run = {"order": tagged(order), "operation": "10", "step": tagged(order), "equipment": "W1"}
        return self.fact("consumed", stream="NORTH/W1/consumed", ins=taken, **{**run, **more})

    def produced(self, order: str, item: str, number: str, quantity: int, role: str = "output", **more: Any) -> Fact:
        kind = "scrapped" if role == "scrap" else "produced"
        run = {"order": tagged(order), "operation": "10", "step": tagged(order), "equipment": "M1"}
        outs = (part(lot(item, number), role, quantity),)
        return self.fact(kind, stream=f"NORTH/M1/{kind}", outs=outs, **{**run, **more})

    def packed(self, unit: int, *contents: tuple[str, str, int]) -> Fact:
        held = tuple(part(lot(item, number), "content", quantity) for item, number, quantity in contents)
        outs = (Portion(item=self.unit(unit), role="content"),)
        return self.fact("packed", stream="NORTH/Z1/packed", ins=held, outs=outs, equipment="Z1")

    def unit(self, number: int) -> str:
        return f"unit:NORTH:{TAG.sscc(number)}"

    def shipped(self, shipment: str, *units: int) -> Fact:
        ins = tuple(Portion(item=self.unit(unit), role="content") for unit in units)
        words = {"shipment": tagged(shipment), "customer": "CITYMART"}
        return self.fact("shipped", system="wms", ins=ins, words=words)

    def returned(self, shipment: str, item: str, number: str, quantity: int) -> Fact:
        words = {"return": tagged("RT"), "shipment": tagged(shipment), "customer": "CITYMART"}
        outs = (part(lot(item, number), "content", quantity, location="RET"),)
        return self.fact("returned", system="wms", outs=outs, words=words)

    def crossed(self, item: str, number: str, exceedance: str) -> Fact:
        words = {"exceedance": tagged(exceedance), "limit": "DwellTime", "unit": "s"}
        return self.fact("limit_crossed", stream="NORTH/M1/limit_crossed", subject=lot(item, number), words=words)

    def held(self, item: str, number: str, hold: str) -> Fact:
        return self.fact("hold_placed", system="qms", subject=lot(item, number), words={"hold": tagged(hold)})

    def unheld(self, item: str, number: str, hold: str) -> Fact:
        return self.fact("hold_released", system="qms", subject=lot(item, number), words={"hold": tagged(hold)})

    def disposed(self, item: str, number: str, quantity: int, disposition: str = "scrap") -> Fact:
        key = lot(item, number)
        ins = (part(key, "content", quantity),)
        return self.fact("disposed", system="qms", subject=key, ins=ins, words={"disposition": disposition})

    # -- what the integration does ----------------------------------------------------------------------------------

    def carry(self, style: Style, *vices: Vice) -> "History":
        """An integration of this style, with these vices, does its work."""
        planned = style(self)
        for vice in vices:
            planned = vice(planned)
        for one in sorted(planned, key=lambda one: one.at):
            self.effect(one.at, one.effect, behind=one.behind)
            if (one.effect.system, one.effect.entity) == ("erp", "receipt"):
                self._first_status(one)
        return self

    def _first_status(self, receipt: Planned) -> None:
        """ERP's own rule: an inspected lot waits for its decision."""
        item = receipt.effect.item
        status = "quality" if ENTERPRISE["items"].get(item, {}).get("inspected") else "free"
        named = {"item": item, "lot": receipt.effect.lot, "key": f"{item}/{receipt.effect.lot}", "value": status}
        ruled = {"posting": "", "client": "rule:receipt", "system": "erp", "entity": "lot", "field": "status"}
        self.effect(receipt.at, Effect(**ruled, **named))

    def effect(
        self,
        at: float,
        effect: Effect,
        *,
        lost: bool = False,
        key: str = "",
        manual: bool = False,
        behind: tuple[str, ...] = (),
    ) -> str:
        """One posting with one effect; `lost` is an answer that did not come back."""
        self._postings += 1
        posting = f"p{self._postings}"
        who = "person" if manual else CLIENT
        client = effect.client or who
        op = f"{effect.entity}s"
        call = Call(
            system=effect.system,
            client=client,
            op=op,
            method="POST",
            path=f"/{op}",
            idempotency_key=key or posting,
            digest=f"{effect.reference}/{effect.entity}/{effect.key}/{effect.delta}{effect.value}",
            source_events=behind,
        )
        self.write(at - 0.01, "call", call, id=posting)
        self.write(at, "effect", msgspec.structs.replace(effect, posting=posting, client=client), id=posting)
        answer = Answer(
            system=effect.system,
            client=client,
            op=op,
            status=201,
            wire_status=0 if lost else 201,
            delivered=not lost,
            committed=True,
        )
        self.write(at + 0.01, "answer", answer, id=posting)
        if manual:
            self.write(
                at + 0.02,
                "desk",
                DeskAct(fact="f0", system=effect.system, act=op, status=201, posting=posting, manual=True),
            )
        return posting

    def call(self, at: float, system: str, op: str, *, status: int, key: str, digest: str, method: str = "POST") -> str:
        """A call without effect: refused, or a read."""
        self._postings += 1
        posting = f"p{self._postings}"
        call = Call(
            system=system, client=CLIENT, op=op, method=method, path=f"/{op}", idempotency_key=key, digest=digest
        )
        self.write(at, "call", call, id=posting)
        answer = Answer(system=system, client=CLIENT, op=op, status=status, wire_status=status, delivered=True)
        self.write(at + 0.01, "answer", answer, id=posting)
        return posting

    def strike(self, name: str, fault: str, target: str, start: float, end: float, *hits: Any, **more: Any) -> None:
        """A strike from start to end; a hit is a fact, a posting, or a time."""
        hinders = more.pop("hinders", ())
        self.trouble.append(StrikePlan(name=name, fault=fault, at=ANCHOR, target=target, settings=more))
        for phase, at in (("start", start), ("end", end)):
            body = Strike(strike=name, fault=fault, target=target, phase=phase, hinders=tuple(hinders))
            self.write(at, "strike", body, id=name)
        for hit in hits:
            about: dict[str, Any] = {"posting": hit} if isinstance(hit, str) else {}
            if isinstance(hit, Fact):
                stream = hit.stream or f"{hit.system}/{hit.kind}"
                about = {"stream": stream, "seq": START_US + self.seq_of(hit), "fact": hit.id}
            at = hit if isinstance(hit, float) else start + 0.01
            body = Strike(strike=name, fault=fault, target=target, phase="hit", **about)
            self.write(at, "strike", body, id=name)

    def raised(
        self, code: str, *, kind: str = "business", fact: Fact | None = None, subject: str = "", **more: Any
    ) -> None:
        """An exception in the queue; `at` and `closed` are seconds."""
        at, closed = more.pop("at", self.at), more.pop("closed", None)
        source = self.source(fact) if fact else ""
        self.exceptions.append(
            {
                "id": f"EX-{len(self.exceptions)}",
                "kind": kind,
                "severity": "major",
                "code": code,
                "raised_at": wall(at),
                "closed_at": wall(closed) if closed else None,
                "plant": "NORTH",
                "subject": {"system": "erp", "kind": "lot", "scope": "", "id": subject},
                "source": source,
                "correlation_id": source,
                "text": code,
                **more,
            }
        )

    def answered(self, question: dict[str, str], answer: Any, problem: str = "") -> None:
        body = Observed(what="trace", source=CLIENT, question=question, answer=answer, problem=problem)
        self.write(self.at + 60, "observed", body)

    # -- how it is judged -------------------------------------------------------------------------------------------

    def write(self, at: float, kind: str, body: Any, *, id: str = "") -> None:
        self.entries.append((at, kind, id, body))

    @property
    def header(self) -> Run:
        return msgspec.structs.replace(HEADER, lacks=self.lacks)

    def evidence(self) -> Evidence:
        evidence = Evidence(plan=self.plan(), connector=self.connector, run=self.header, tag=TAG)
        gather(evidence, self.ledger())
        return evidence

    def ledger(self) -> list[Entry]:
        """All entries, as one writer would have written them."""
        last = self.at + 60
        rows = [*self.entries, (0.0, "run", "", self.header)]
        if self.connector.exceptions.url:
            body = Observed(what="exceptions", source=CLIENT, answer=self.exceptions)
            rows.append((last + 1, "observed", "", body))
        if self.how == "played":
            rows.append((last, "settle", "", Settle(why="complete", waited_s=2.0)))
        rows.append((last + 2, "end", "", End(how=self.how)))
        rows.sort(key=lambda row: row[0])
        return [entry(number, row) for number, row in enumerate(rows)]

    def plan(self) -> Plan:
        return Plan(
            v=1,
            scenario="hand",
            title="",
            seed=1,
            size="sketch",
            clock="jump",
            enterprise=ENTERPRISE,
            course={},
            trouble=tuple(self.trouble),
            requires=self.requires,
        )


def entry(number: int, row: tuple[float, str, str, Any]) -> Entry:
    at, kind, id, body = row
    mono = round(at * S)
    plain = msgspec.to_builtins(body)
    wall_ns = START_US * 1000 + mono
    id = id or f"h-{number}"
    return Entry(
        v=1, writer="h", seq=number, kind=kind, id=id, causes=(), sim=None, wall_ns=wall_ns, mono_ns=mono, body=plain
    )  # type: ignore[arg-type]


def wall(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(START_US / 1e6 + at, UTC).isoformat()


def part(item: str, role: Any, quantity: int, *, location: str = "") -> Portion:
    unit = ENTERPRISE["items"][item.split(":")[1]]["unit"]
    return Portion(item=item, role=role, quantity=str(quantity), unit=unit, location=location)


def judged(history: History, *only: str) -> Verdicts:
    rows = [REQUIREMENTS[id] for id in only] if only else list(REQUIREMENTS.values())
    return verdicts_of(history.evidence(), rows)


def verdict(history: History, requirement: str) -> Verdict:
    """What the judge says of one requirement."""
    return next(v for v in judged(history, requirement).verdicts if v.requirement == requirement)


def outcome(history: History, requirement: str) -> str:
    return verdict(history, requirement).outcome


# -- two correct integrations of different build, and what vices do -------------------------------------------------


def needs(history: History) -> list[tuple[Fact, Need]]:
    course = Course(Terms.of(ENTERPRISE))
    return [(fact, need) for fact in history.facts for need in course.tell(fact)]


def effect_of(need: Need, **more: str) -> Effect:
    named = {
        name: value for name, value in zip(REFERENCES[need.place.path], need.place.of, strict=True) if name != "value"
    }
    amount = {"delta": f"{need.quantity:f}"} if need.place.how == "sum" else {"value": need.value}
    system, entity, field = need.place.path
    named.setdefault("key", f"{entity}/{'/'.join(need.place.of)}")
    whole = {**named, **amount, "unit": need.unit, **more}
    return Effect(posting="", client="", system=system, entity=entity, field=field, **whole)


def at_once(history: History) -> list[Planned]:
    """Posts each fact as soon as it is told, under its identity and its time."""
    planned = []
    for fact, need in needs(history):
        if need.excused == "unknown lot":
            continue
        effect = effect_of(need, reference=history.source(fact), event_time=happened(fact))
        planned.append(Planned(at=history.left[fact.id] + 0.2, effect=effect, fact=fact.id, why=need.why))
    return planned


def batching(history: History) -> list[Planned]:
    """Reads every two seconds, adds up what belongs together, and posts it under a batch number."""
    batches: dict[tuple[int, Any], Planned] = {}
    values: dict[Any, str] = {}
    for fact, need in needs(history):
        if need.excused == "unknown lot":
            continue
        turn = int(history.left[fact.id] // 2) + 1
        at, where = turn * 2 + 0.1, (turn, need.place)
        batch = batches.get(where)
        effect = effect_of(need, reference=f"batch-{turn}", event_time=happened(fact))
        if batch and need.place.how == "sum":
            total = float(batch.effect.delta) + float(effect.delta)
            effect = msgspec.structs.replace(effect, delta=f"{total:g}")
        elif need.place.how == "last" and not batch and values.get(need.place) == need.value:
            continue
        values[need.place] = need.value
        behind = (*(batch.behind if batch else ()), history.source(fact))
        batches[where] = Planned(at=at, effect=effect, fact=fact.id, why=need.why, behind=behind)
    return list(batches.values())


def happened(fact: Fact) -> str:
    from datetime import datetime, timedelta

    return (datetime.fromisoformat(EPOCH) + timedelta(microseconds=fact.at_us)).isoformat()


def of(path: str, nth: int = 0) -> Callable[[list[Planned]], Planned]:
    """The nth planned effect on `system.entity.field`."""

    def find(planned: list[Planned]) -> Planned:
        return [p for p in planned if f"{p.effect.system}.{p.effect.entity}.{p.effect.field}" == path][nth]

    return find


def lost(path: str, nth: int = 0) -> Vice:
    return lambda planned: [one for one in planned if one is not of(path, nth)(planned)]


def again(path: str, nth: int = 0, after: float = 0.5) -> Vice:
    def double(planned: list[Planned]) -> list[Planned]:
        one = of(path, nth)(planned)
        key = one.effect.key + "/2"
        effect = msgspec.structs.replace(one.effect, key=key if one.effect.value else one.effect.key)
        return [*planned, Planned(at=one.at + after, effect=effect, fact=one.fact)]

    return double


def changed(path: str, nth: int = 0, *, late: float = 0.0, **fields: str) -> Vice:
    def change(planned: list[Planned]) -> list[Planned]:
        one = of(path, nth)(planned)
        one.effect = msgspec.structs.replace(one.effect, **fields)
        one.at += late
        return planned

    return change


def from_anchor() -> Any:
    from lotproof.harness.model.plans import Anchor

    return Anchor()


ANCHOR = from_anchor()
STYLES = (at_once, batching)
__all__ = ["At"]
