"""
A run written by hand: the food scenario with an integration that passes a hold to ERP alone.

So the held batch is consumed, packed and shipped; one trace answer lacks a lot; one strike never hit.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lotproof.harness.model.connector import Connector, Exceptions, Process, Rhythm, Trace
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import (
    Answer,
    Call,
    DeskAct,
    End,
    Observed,
    ProcessEvent,
    Run,
    Sent,
    Settle,
    Strike,
)
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.plans import Anchor, Plan, StrikePlan
from lotproof.harness.model.tags import Tag
from lotproof.harness.model.verdicts import ORDER, Finding, Moment, Scope, Verdict, Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import Segment
from lotproof.harness.record.truth import Truth
from lotproof.reports.evidence import rendered

TAG = "K7Q2"
START_US = 1_795_000_000_000_000


class Told:
    """A clock that the story moves on by hand."""

    def __init__(self) -> None:
        self.now_ns = START_US * 1000

    def wall_ns(self) -> int:
        return self.now_ns

    def mono_ns(self) -> int:
        self.now_ns += 1
        return self.now_ns

    def pass_s(self, seconds: float) -> None:
        self.now_ns += round(seconds * 1e9)


ITEMS = {
    "TOMATO": {"name": "Tomatoes, diced", "unit": "kg", "erp_material": "000000000000100001", "kind": "raw"},
    "BASIL": {"name": "Basil", "unit": "kg", "erp_material": "000000000000100002", "kind": "raw"},
    "SALT": {"name": "Salt", "unit": "kg", "erp_material": "000000000000100003", "kind": "raw"},
    "SAUCE": {"name": "Tomato sauce", "unit": "kg", "erp_material": "000000000000200001", "kind": "intermediate"},
    "JARSAUCE": {"name": "Sauce in jars", "unit": "EA", "erp_material": "000000000000300001", "kind": "finished"},
}

ENTERPRISE = {
    "name": "northfield",
    "items": ITEMS,
    "customers": {"CITYMART": {"name": "City Mart"}, "DELI": {"name": "Deli & Sons"}},
    "rules": {"deadline_s": {"material_issue": 5, "lot_status": 5, "order_release": 5}},
}

TROUBLE = (
    StrikePlan(name="twice", fault="mqtt_duplicate", at=Anchor(fact="consumed", nth=2), target="mqtt"),
    StrikePlan(
        name="lost-answer", fault="http_lost_answer", at=Anchor(call="erp.goods_movements", nth=3), target="erp"
    ),
    StrikePlan(name="kill", fault="process_kill", at=Anchor(fact="limit_crossed"), target="process"),
    StrikePlan(name="late-outage", fault="http_outage", at=Anchor(call="qms.nonconformances", nth=9), target="qms"),
)


def lot(item: str, number: str) -> str:
    return f"lot:{item}:{number}-{{tag}}"


def unit(serial: int) -> str:
    return f"unit:NORTH:{{sscc:{serial}}}"


def portion(item: str, role: str, quantity: str, unit_: str = "kg") -> Portion:
    return Portion(item=item, role=role, quantity=quantity, unit=unit_)  # type: ignore[arg-type]


class Stage(NamedTuple):
    """Who writes what while the story is told."""

    conductor: Segment
    systems: Segment
    clock: Told
    name: str


class Course:
    """Facts one after the other, each with its number and time."""

    def __init__(self) -> None:
        self.number = 0
        self.seqs: dict[str, int] = {}

    def fact(self, kind: str, **words: Any) -> Fact:
        self.number += 1
        stream = words.pop("stream", "")
        seq = self.seqs.get(stream, 0)
        self.seqs[stream] = seq + 1
        at_us = self.number * 600_000_000
        return Fact(id=f"f{self.number}", kind=kind, at_us=at_us, plant="NORTH", stream=stream, seq=seq, **words)  # type: ignore[arg-type]

    def received(self, item: str, number: str, quantity: str, supplier: str, its: str) -> Fact:
        words = {"receipt": f"R-{number}-{{tag}}", "supplier": supplier, "supplier_lot": its}
        return self.fact("received", system="wms", outs=(portion(lot(item, number), "output", quantity),), words=words)

    def consumed(self, order: str, item: str, number: str, quantity: str, *, at: str = "W1") -> Fact:
        ins = (portion(lot(item, number), "input", quantity),)
        stream = f"NORTH/{at}/consumed"
        return self.fact("consumed", stream=stream, equipment=at, order=order + "-{tag}", operation="10", ins=ins)

    def produced(
        self, order: str, item: str, number: str, quantity: str, unit_: str = "kg", *, role: str = "output"
    ) -> Fact:
        outs = (portion(lot(item, number), role, quantity, unit_),)
        return self.fact("produced", stream="NORTH/M1/produced", equipment="M1", order=order + "-{tag}", outs=outs)

    def packed(self, serial: int, *contents: tuple[str, str]) -> Fact:
        ins = tuple(portion(lot("JARSAUCE", number), "content", quantity, "EA") for number, quantity in contents)
        outs = (portion(unit(serial), "content", "1", "EA"),)
        return self.fact("packed", stream="NORTH/Z1/packed", equipment="Z1", order="K1-{tag}", ins=ins, outs=outs)

    def shipped(self, shipment: str, customer: str, *serials: int) -> Fact:
        ins = tuple(portion(unit(serial), "content", "1", "EA") for serial in serials)
        return self.fact(
            "shipped", system="wms", ins=ins, words={"shipment": shipment + "-{tag}", "customer": customer}
        )


def facts() -> Iterator[Fact]:
    """Tomatoes to jars to City Mart; batch A3 exceeds its dwell time and is held, and goes out all the same."""
    c = Course()
    yield c.received("TOMATO", "T1", "400", "FARMCO", "FT-77")
    yield c.received("TOMATO", "T2", "300", "FARMCO", "FT-78")
    yield c.received("BASIL", "B1", "40", "GREENS", "88/1")
    yield c.received("SALT", "S1", "60", "SALINA", "S-2026")
    yield c.fact("decided", system="qms", subject=lot("TOMATO", "T1"), words={"decision": "accepted"})
    for item, number, quantity in (("TOMATO", "T1", "150"), ("TOMATO", "T1", "150"), ("TOMATO", "T2", "80")):
        yield c.consumed("M1", item, number, quantity)
    yield c.consumed("M1", "BASIL", "B1", "12")
    yield c.consumed("M1", "SALT", "S1", "6")
    yield c.produced("M1", "SAUCE", "A1", "320")
    yield c.produced("M1", "SAUCE", "A2", "70")
    yield c.produced("M1", "SAUCE", "A1", "3", role="scrap")
    yield c.consumed("M2", "TOMATO", "T2", "100")
    yield c.consumed("M2", "TOMATO", "T1", "60")
    yield c.consumed("M2", "BASIL", "B1", "8")
    yield c.produced("M2", "SAUCE", "A3", "170")
    crossed = {"exceedance": "E1-{tag}", "limit": "DwellTime", "limit_value": "1800", "measured": "1860", "unit": "s"}
    a3 = lot("SAUCE", "A3")
    yield c.fact("limit_crossed", stream="NORTH/M1/limit_crossed", equipment="M1", subject=a3, words=crossed)
    yield c.fact("hold_placed", system="qms", subject=a3, words={"hold": "H-E1-{tag}", "reason": "dwell time"})
    yield c.consumed("K1", "SAUCE", "A1", "300", at="P1")
    yield c.produced("K1", "JARSAUCE", "J1", "600", "EA")
    yield c.produced("K1", "JARSAUCE", "J2", "580", "EA")
    yield c.consumed("K2", "SAUCE", "A3", "170", at="P1")
    yield c.consumed("K2", "SAUCE", "A2", "70", at="P1")
    yield c.produced("K2", "JARSAUCE", "J3", "480", "EA")
    yield c.packed(1, ("J1", "400"))
    yield c.packed(2, ("J1", "200"), ("J2", "200"))
    yield c.packed(3, ("J2", "380"))
    yield c.packed(4, ("J3", "480"))
    yield c.shipped("S1", "CITYMART", 1, 3)
    yield c.shipped("S2", "DELI", 2, 4)
    back = (portion(lot("JARSAUCE", "J1"), "removed", "20", "EA"),)
    yield c.fact("returned", system="wms", outs=back, words={"return": "RT1-{tag}", "shipment": "S1-{tag}"})


def plan() -> Plan:
    return Plan(
        v=1,
        scenario="food_hold",
        title="Tomato sauce: a batch dwells too long and must not leave the plant",
        seed=7,
        size="full",
        clock="jump",
        enterprise=ENTERPRISE,
        course={},
        trouble=TROUBLE,
        highlights=("Batch A3 exceeds its dwell time and is held in QMS", "20 jars come back from City Mart"),
    )


def connector(name: str = "sauceline") -> Connector:
    return Connector(
        name=name,
        version="1.4.2",
        claims=("order_release", "material_issue", "operation_completion", "lot_status", "shipment"),
        process=Process(command=("./run",), ready="http://127.0.0.1:9/ready"),
        trace=Trace(kind="graph", url="http://127.0.0.1:9/trace"),
        exceptions=Exceptions(url="http://127.0.0.1:9/exceptions"),
        rhythm=Rhythm(poll_s=1.0, flush_s=0.5, backoff_max_s=2.0),
    )


def answer() -> dict[str, Any]:
    """What the integration answers on J1: no basil, and a lot of tomatoes that never went in."""
    lots = [("TOMATO", "T1"), ("TOMATO", "T9"), ("SALT", "S1"), ("SAUCE", "A1"), ("JARSAUCE", "J1")]
    items = [
        {
            "key": number,
            "kind": "lot",
            "ids": [{"system": "mes", "kind": "lot", "scope": item, "id": f"{number}-{TAG}"}],
        }
        for item, number in lots
    ]
    steps = [
        {
            "key": order,
            "type": "operation",
            "documents": [{"system": "mes", "kind": "order", "scope": "NORTH", "id": f"{order}-{TAG}"}],
        }
        for order in ("M1", "K1")
    ]
    ways = [("T1", "M1", "in"), ("T9", "M1", "in"), ("S1", "M1", "in"), ("A1", "M1", "out"), ("A1", "K1", "in")]
    edges = [
        {"item": item, "step": step, "side": side, "role": "input" if side == "in" else "output"}
        for item, step, side in [*ways, ("J1", "K1", "out")]
    ]
    return {"items": items, "steps": steps, "edges": edges, "complete": True, "unknown": []}


def moments() -> tuple[Moment, ...]:
    return (
        Moment(at_us=6_402_113, where="floor, M1", text="DwellTime of SAUCE A3-K7Q2 crossed 1800 s", entry="f18"),
        Moment(
            at_us=6_655_870, where="QMS", text="hold H-E1-K7Q2 placed on SAUCE A3-K7Q2 by QMS's own rule", entry="f19"
        ),
        Moment(
            at_us=6_702_004, where="webhook", text="hold_placed delivered to sauceline, answered 202", entry="wh-12"
        ),
        Moment(at_us=6_911_530, where="ERP", text="sauceline set lot status blocked, answered 201", entry="erp-118"),
        Moment(at_us=14_700_000, where="WMS", text="deadline of 8 s passed: lot status is still free"),
    )


def verdicts(folder: RunFolder, name: str = "sauceline") -> Verdicts:
    rows = tuple(_rows())
    outcomes = [row.outcome for row in rows]
    return Verdicts(
        v=1,
        run=folder.path.name,
        scenario="food_hold",
        seed=7,
        integration=name,
        scope=Scope(
            requirements="2026.1",
            claims=connector().claims,
            depth=2,
            scenarios=("food_hold",),
            lane="sockets",
            inside=tuple(row.requirement for row in rows),
            outside=("REC-01", "SEC-01", "TEL-01"),
            omitted={"ORD-06": "needs the live clock"},
        ),
        conclusion="does not conform",
        exit_code=1,
        counts={word: outcomes.count(word) for word in ORDER if word in outcomes},
        verdicts=rows,
        notes=("The rig was never late by more than 0.02 s.",),
        strikes={"twice": 1, "lost-answer": 1, "kill": 1, "late-outage": 0},
        settled="deadline",
        digests=folder.digests(),
    )


def _rows() -> Iterator[Verdict]:
    say = Verdict
    yield say(
        requirement="FLOW-01",
        level="M",
        outcome="pass",
        exercised=4,
        sentence="Each production order released in ERP reaches MES within the deadline, exactly once in effect",
    )
    yield say(
        requirement="FLOW-05",
        level="M",
        outcome="pass",
        exercised=11,
        sentence="Net consumption in ERP per order and lot equals what the floor consumed, in the base unit",
    )
    yield say(
        requirement="GEN-01",
        level="M",
        outcome="fail",
        exercised=3,
        sentence="Backward from any finished lot or serial: every lot that went in is named (completeness)",
        findings=(_missing(),),
    )
    yield say(
        requirement="GEN-02",
        level="M",
        outcome="pass",
        exercised=3,
        sentence="Backward: nothing is named that did not go in (exactness)",
    )
    yield say(
        requirement="IDM-01",
        level="M",
        outcome="pass",
        exercised=1,
        sentence="An MQTT message delivered again (QoS 1, DUP) has one effect",
    )
    yield say(
        requirement="IDM-03",
        level="M",
        outcome="pass",
        exercised=1,
        sentence="A call that was committed and whose answer was lost has one effect after the retry",
    )
    yield say(
        requirement="QUA-01",
        level="M",
        outcome="fail",
        exercised=1,
        sentence="A hold in QMS blocks the lot in ERP, WMS and MES within the deadline",
        learn="world.json rules.lot_status",
        findings=(_held("WMS"), _held("MES")),
    )
    yield say(
        requirement="QUA-02",
        level="M",
        outcome="fail",
        exercised=2,
        sentence="After the deadline there is no new consumption of a held lot, no move to free stock, no loading",
        findings=(_loaded(),),
    )
    yield say(
        requirement="RES-02",
        level="M",
        outcome="skip",
        exercised=0,
        reason="not exercised: the strike late-outage never began",
        sentence="The same for MES, QMS, WMS and each SaaS",
    )
    yield say(
        requirement="ORD-06",
        level="S",
        outcome="omit",
        reason="needs the live clock",
        sentence="A device clock that steadily differs is noticed and raised (live clock)",
    )
    yield say(
        requirement="AUD-04",
        level="S",
        outcome="fail",
        exercised=20,
        reason="traceparent on 3 of 20 calls",
        sentence="W3C trace context is carried through",
    )


def _held(system: str) -> Finding:
    return Finding(
        requirement="QUA-01",
        check="holds_reach_every_system",
        subject="lot A3-K7Q2 of SAUCE (Tomato sauce)",
        system=system.lower(),
        expected=f"blocked in {system} within 8 s of the hold",
        observed="free until the end of the run",
        sentence=f"The hold on batch A3-K7Q2 never reached {system}: what is held could be used, moved and shipped",
        flow="lot_status",
        timeline=moments(),
        entries=("f19", "erp-118"),
    )


def _loaded() -> Finding:
    return Finding(
        requirement="QUA-02",
        check="nothing_held_moves",
        subject="unit 4, shipment S2-K7Q2",
        system="wms",
        expected="shipment of a unit with jars of a held batch is refused",
        observed="shipped to Deli & Sons",
        sentence="A pallet of jars made of the held batch A3-K7Q2 left for Deli & Sons",
        flow="lot_status",
        timeline=(
            *moments(),
            Moment(at_us=19_120_000, where="WMS", text="shipment S2-K7Q2 confirmed with unit 4", entry="f31"),
        ),
        entries=("f31",),
    )


def _missing() -> Finding:
    return Finding(
        requirement="GEN-01",
        check="lineage_is_complete",
        subject="lot J1-K7Q2 of JARSAUCE (Sauce in jars)",
        system="trace",
        expected="TOMATO T1, T2; BASIL B1; SALT S1",
        observed="TOMATO T1, T9; SALT S1",
        sentence="Asked what jars J1-K7Q2 were made of, sauceline leaves out two lots, one of them the basil",
        flow="material_issue",
        timeline=(
            Moment(
                at_us=1_950_000, where="floor, W1", text="12 kg of BASIL B1-K7Q2 consumed for order M1-K7Q2", entry="f9"
            ),
            Moment(
                at_us=26_000_000,
                where="trace",
                text="the answer to lot J1-K7Q2 backward names no lot of BASIL",
                entry="ask-1",
            ),
        ),
        entries=("ask-1", "f9"),
    )


def tell(path: Path, *, name: str = "sauceline") -> RunFolder:
    """The whole run folder, judged and sealed; the same bytes each time."""
    folder, clock = RunFolder.create(path), Told()
    folder.write_plan(plan())
    folder.write_connector(connector(name))
    conductor = Segment(folder.segment("conductor"), writer="conductor", clock=clock)
    systems = Segment(folder.segment("systems"), writer="systems", clock=clock)
    truth, stage = Truth(folder.truth_file), Stage(conductor, systems, clock, name)
    versions = {"lotproof": "0.1.0", "python": "3.11"}
    conductor.write(
        "run",
        Run(
            run=path.name,
            tag=TAG,
            scenario="food_hold",
            seed=7,
            lane="sockets",
            start_us=START_US,
            epoch="2021-03-01T00:00:00Z",
            versions=versions,
        ),
    )
    clock.pass_s(1.6)
    conductor.write("process", ProcessEvent(role=name, what="ready", pid=4711))
    for number, fact in enumerate(facts()):
        truth.write(fact)
        clock.pass_s(0.31)
        play(fact, number, stage)
    close(stage)
    folder.seal()
    folder.write_verdicts(verdicts(folder, name))
    return folder


def play(fact: Fact, number: int, stage: Stage) -> None:
    """One fact: written down, sent or entered, carried to ERP, and struck where the plan says so."""
    shown = rendered(fact, TAG)
    stage.conductor.write("fact", shown, id=fact.id)
    seq = START_US + fact.seq
    if fact.stream:
        stage.conductor.write("sent", Sent(wire="mqtt", address="n", stream=fact.stream, seq=seq, fact=fact.id))
        carry(fact, shown, number, stage)
    else:
        act = DeskAct(fact=fact.id, system=fact.system, act=fact.kind, status=201, took_s=0.02)
        stage.conductor.write("desk", act, causes=(fact.id,))
    strike(fact, seq, number, stage)


def carry(fact: Fact, shown: Fact, number: int, stage: Stage) -> None:
    seq, posting = START_US + fact.seq, f"erp-{number}"
    stage.clock.pass_s(0.04)
    stage.systems.write(
        "call",
        Call(system="erp", client=stage.name, op="goods_movements", method="POST", path="/goods-movements", nth=number),
        id=posting,
    )
    entity = {"consumed": "consumption", "produced": "production"}.get(fact.kind)
    if entity:
        effect = Effect(
            posting=posting,
            client=stage.name,
            system="erp",
            entity=entity,
            key=posting,
            field="quantity",
            delta="1",
            order=shown.order,
            reference=f"{fact.stream}#{seq}",
        )
        stage.systems.write("effect", effect, id=posting)
    stage.systems.write(
        "answer",
        Answer(
            system="erp",
            client=stage.name,
            op="goods_movements",
            status=201,
            wire_status=201,
            delivered=True,
            committed=True,
        ),
        id=posting,
    )


def strike(fact: Fact, seq: int, number: int, stage: Stage) -> None:
    at = {
        "f7": ("twice", "mqtt_duplicate", "mqtt"),
        "f9": ("lost-answer", "http_lost_answer", "erp"),
        "f18": ("kill", "process_kill", "process"),
    }
    if fact.id not in at:
        return
    name, fault, target = at[fact.id]
    hit = (
        {"stream": fact.stream, "seq": seq}
        if target == "mqtt"
        else {"posting": f"erp-{number}"}
        if target == "erp"
        else {}
    )
    for phase in ("start", "hit", "end"):
        more = hit if phase == "hit" else {}
        body = Strike(
            strike=name,
            fault=fault,
            target=target,
            phase=phase,
            hinders=("material_issue",),
            definite=target != "erp",
            **more,
        )  # type: ignore[arg-type]
        stage.conductor.write("strike", body, id=name)
        stage.clock.pass_s(0.2)


def close(stage: Stage) -> None:
    stage.clock.pass_s(8.4)
    stage.conductor.write("settle", Settle(why="deadline", waited_s=8.4, open_facts=("f19",)))
    question = {"system": "mes", "kind": "lot", "scope": "JARSAUCE", "id": f"J1-{TAG}", "direction": "backward"}
    stage.clock.pass_s(0.7)
    stage.conductor.write(
        "observed",
        Observed(what="trace", source=stage.name, question=question, answer=answer(), status=200),
        id="ask-1",
    )
    stage.conductor.write("end", End(how="played"))


SSCC_4 = Tag(TAG).sscc(4)
