"""GEN-09: what is installed in a serial, told by integrations of different build."""

from collections.abc import Callable
from typing import Any

import pytest
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.model import items
from lotproof.harness.model.facts import Portion

from tests.judge.histories import ENTERPRISE, History, at_once, lot, tagged, verdict

PUMP, M1, M2, SEAL = (
    items.serial("PUMP", tagged("P1")),
    items.serial("MOTOR", tagged("M1")),
    items.serial("MOTOR", tagged("M2")),
    lot("SEAL", "SL1"),
)
Answer = dict[str, Any]


@pytest.fixture(autouse=True)
def pumps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The enterprise knows pumps and motors by their serials."""
    there = {
        name: {"unit": "EA", "decimals": 0, "serial_managed": name != "SEAL"} for name in ("PUMP", "MOTOR", "SEAL")
    }
    monkeypatch.setitem(ENTERPRISE, "items", {**ENTERPRISE["items"], **there})


def one(item: str, role: Any) -> tuple[Portion, ...]:
    return (Portion(item=item, role=role, quantity="1", unit="EA"),)


def day() -> History:
    """A motor and a seal are installed in a pump; the motor is taken out, another one put in, the pump finished."""
    h = History(trace="graph")
    run = {"order": tagged("PU1"), "operation": "30", "step": "PU1/30/P1", "subject": PUMP}
    for number in ("M1", "M2"):
        h.fact(
            "received",
            system="wms",
            outs=one(items.serial("MOTOR", tagged(number)), "output"),
            words={"receipt": number},
        )
    h.received("SEAL", "SL1", 10)
    h.released("PU1", "PUMP", 1)
    for item in (M1, SEAL):
        h.fact("consumed", stream="NORTH/B1/consumed", ins=one(item, "component"), **run)
    h.fact("removed", stream="NORTH/B1/removed", outs=one(M1, "removed"), words={"reason": "test failed"}, **run)
    h.fact("consumed", stream="NORTH/B1/consumed", ins=one(M2, "component"), **run)
    h.fact("produced", stream="NORTH/B1/produced", outs=one(PUMP, "output"), **run)
    return h


def step(key: str, edges: list[tuple[str, str]]) -> Answer:
    own = {"system": "mes", "kind": "order", "scope": "NORTH", "id": tagged("PU1")}
    said = {"step": key, "quantity": 1, "unit": "EA", "source": "NORTH/B1/consumed#1"}
    return {
        "steps": [{"key": key, "type": "operation", "documents": [own]}],
        "edges": [{"item": item, "side": what.split()[0], "role": what.split()[1], **said} for item, what in edges],
    }


INSTALLED = [(M1, "in component"), (SEAL, "in component"), (M2, "in component")]
OUT = [(M1, "out removed"), (PUMP, "out output")]


def whole() -> Answer:
    """One step for the serial, as the floor groups it."""
    return step("s", [*INSTALLED, *OUT])


def by_event() -> Answer:
    """One step per component; each bears the serial that it was done to."""
    steps = [step(f"s{at}", [edge, (PUMP, "out output")]) for at, edge in enumerate([*INSTALLED, OUT[0]])]
    return {name: [part for one_step in steps for part in one_step[name]] for name in ("steps", "edges")}


def told(answer: Answer) -> History:
    keys = {edge["item"] for edge in answer["edges"]}
    lots = [
        {"key": key, "kind": kind, "ids": [{"system": "mes", "kind": kind, "scope": scope, "id": number}]}
        for key in sorted(keys)
        for kind, scope, number in [key.split(":")]
    ]
    h = day()
    question = {"system": "mes", "kind": "serial", "scope": "PUMP", "id": tagged("P1"), "direction": "backward"}
    h.answered(question, {"items": lots, **answer})
    return h.carry(at_once)


def bent(change: Callable[[list[Answer]], list[Answer]]) -> History:
    answer = whole()
    return told({**answer, "edges": change(answer["edges"])})


@pytest.mark.parametrize("answer", [whole, by_event])
@pytest.mark.parametrize("row", ["GEN-01", "GEN-02", "GEN-09"])
def test_as_built_is_right_in_both_styles(row: str, answer: Callable[[], Answer]) -> None:
    """One step for the serial, and one per component: both name what is in it and what was."""
    found = verdict(told(answer()), row)
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


def test_what_was_taken_out_is_not_as_built() -> None:
    """An answer without the removal says that the old motor is installed."""
    found = verdict(bent(lambda edges: [edge for edge in edges if edge["role"] != "removed"]), "GEN-09")
    assert [one.sentence.split(" tells ")[1] for one in found.findings] == [
        f"that MOTOR serial {tagged('M1')} is installed in PUMP serial {tagged('P1')}; it is not."
    ]


def test_what_was_taken_out_is_history() -> None:
    """An answer that wiped the old motor out has lost what was."""
    found = verdict(bent(lambda edges: [edge for edge in edges if edge["item"] != M1]), "GEN-09")
    assert "was once installed" in found.findings[0].sentence


@pytest.mark.parametrize("item", [M2, SEAL])
def test_each_component_is_named(item: str) -> None:
    """A component serial or lot that is not told as one is lacking from as-built."""
    found = verdict(bent(lambda edges: [{**e, "role": "input"} if e["item"] == item else e for e in edges]), "GEN-09")
    assert "is installed in" in found.findings[0].sentence
    assert found.outcome == "fail"


def test_the_truth_knows_both() -> None:
    """As-built is what was installed without what came out; that is known apart."""
    lineage = Lineage(day().facts)
    assert set(lineage.as_built(PUMP)) == {M2, SEAL}
    assert lineage.replaced(PUMP) == {M1}
    assert lineage.ancestors(PUMP, timely=True) == {M1, M2, SEAL}


def test_postings_tell_of_an_order_and_not_of_its_serials() -> None:
    """Two pumps of one order: a posting bears the order, so what went into the one may be named for the other."""
    h = History()
    for number in ("M1", "M2"):
        h.fact("received", system="wms", outs=one(items.serial("MOTOR", tagged(number)), "output"), words={})
    h.received("SEAL", "SL1", 10)
    h.released("PU1", "PUMP", 2)
    for number, motor in (("P1", M1), ("P2", M2)):
        pump = items.serial("PUMP", tagged(number))
        run = {"order": tagged("PU1"), "operation": "30", "step": f"PU1/30/{number}", "subject": pump}
        h.fact("consumed", stream="NORTH/B1/consumed", ins=one(motor, "component"), **run)
        h.fact("produced", stream="NORTH/B1/produced", outs=one(pump, "output"), **run)
    found = verdict(h.carry(at_once), "GEN-02")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])
