"""IDN-01 and IDN-02: what got a new number in a replaced MES, asked by each of its names."""

from typing import Any

import pytest
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.verdicts import Verdict

from tests.judge.histories import CLIENT, History, at_once, lot, tagged, verdict

Answer = dict[str, Any]
T1, T2, A1, A2 = lot("TOMATO", "T1"), lot("TOMATO", "T2"), lot("SAUCE", "A1"), lot("SAUCE", "A2")
OLD, NEW = "WO-17", "MO-4"


def question(system: str, kind: str, scope: str, number: str) -> dict[str, str]:
    return {"system": system, "kind": kind, "scope": scope, "id": number, "direction": "backward"}


NAMES = {
    "erp": question("erp", "order", "NORTH", tagged("M1")),
    "old": question("mes", "order", "NORTH", OLD),
    "new": question("mes", "order", "NORTH", NEW),
    "lot in erp": question("erp", "lot", "SAUCE", tagged("A1")),
    "lot in wms": question("wms", "lot", "SAUCE", tagged("A1")),
}


def graph(*edges: tuple[str, str, str, str], order: str = "") -> Answer:
    """Edges of lot, step, side and role."""
    steps = dict.fromkeys(step for _, step, _, _ in edges)
    lots = dict.fromkeys(key for key, _, _, _ in edges)
    named = [{"system": "erp", "kind": "order", "scope": "NORTH", "id": order}] if order else []
    return {
        "items": [
            {"key": key, "kind": "lot", "ids": [{"system": "mes", "kind": "lot", "scope": item, "id": number}]}
            for key in lots
            for _, item, number in [key.split(":")]
        ],
        "steps": [{"key": step, "type": "operation", "documents": named} for step in steps],
        "edges": [{"item": key, "step": step, "side": side, "role": role} for key, step, side, role in edges],
    }


RIGHT = graph((T1, "M1", "in", "input"), (A1, "M1", "out", "output"), order=tagged("M1"))
"""One that knows the order by ERP's number alone, and shows no other name."""

BY_EVENT = graph((T1, "use", "in", "input"), (A1, "use", "out", "output"), (T1, "receipt", "out", "output"), order=NEW)
"""One that keeps a table of numbers, writes a step per event, and calls the order by its newest name."""

OTHER = graph((T2, "M2", "in", "input"), (A2, "M2", "out", "output"), order=tagged("M2"))
NOTHING: Answer = {"items": [], "steps": [], "edges": []}


def told(**answers: Answer | None) -> History:
    """Two orders ran; M1 got a new number. Each name is answered rightly where nothing is said."""
    h = History(trace="graph")
    for order, used, made in (("M1", "T1", "A1"), ("M2", "T2", "A2")):
        h.received("TOMATO", used, 400)
        h.released(order)
        h.consumed(order, "TOMATO", used, 100)
        h.produced(order, "SAUCE", made, 100)
    same = {"posting": "p-m", "client": "rule:migration", "system": "mes", "entity": "work_order"}
    h.effect(h.at, Effect(**same, key=NEW, field="migrated_from", value=OLD, order=tagged("M1"), item="SAUCE"))
    for name, asked in NAMES.items():
        answer = answers.get(name.replace(" ", "_"), RIGHT)
        problem = "" if answer else "expected status 200, got 404"
        h.write(
            h.at + 60,
            "observed",
            Observed(what="name_trace", source=CLIENT, question=asked, answer=answer, problem=problem),
        )
    return h.carry(at_once)


def said(found: Verdict) -> list[str]:
    return [one.sentence for one in found.findings]


@pytest.mark.parametrize("answer", [RIGHT, BY_EVENT])
def test_right_in_both_styles(answer: Answer) -> None:
    """By ERP's number alone or with a table of numbers: all names find the same, whatever the answer calls it."""
    h = told(**{name.replace(" ", "_"): answer for name in NAMES})
    every, same = verdict(h, "IDN-02"), verdict(h, "IDN-01")
    assert (every.outcome, every.exercised, said(every)) == ("pass", 5, [])
    assert (same.outcome, same.exercised, said(same)) == ("pass", 3, [])


@pytest.mark.parametrize(("name", "asked"), [("old", f"MES order {OLD}"), ("new", f"MES order {NEW}")])
def test_a_number_that_is_unknown_is_a_finding(name: str, asked: str) -> None:
    """The old or the new number finds nothing: the finding says which, and of what it is a name."""
    (finding,) = verdict(told(**{name: None}), "IDN-02").findings
    start = f"The trace backward from {asked}, a name of order {tagged('M1')}, found nothing"
    assert finding.sentence.startswith(start)
    assert verdict(told(**{name: None}), "IDN-01").outcome == "pass"


@pytest.mark.parametrize("answer", [OTHER, NOTHING])
def test_a_number_that_leads_elsewhere_misses_its_lots(answer: Answer) -> None:
    """Another order's lots, or none: what the order made is not named."""
    found = verdict(told(new=answer), "IDN-02")
    assert f"does not name SAUCE lot {tagged('A1')}" in " ".join(said(found))


def test_names_that_lead_to_different_lots_are_a_finding() -> None:
    """All is named, and more: then the names are not of one thing."""
    more = {key: [*RIGHT[key], *OTHER[key]] for key in RIGHT}
    h = told(lot_in_wms=more)
    (finding,) = verdict(h, "IDN-01").findings
    assert (
        f"ERP lot {tagged('A1')} and WMS lot {tagged('A1')} are names of SAUCE lot {tagged('A1')}" in finding.sentence
    )
    assert f"has SAUCE lot {tagged('A2')}" in finding.sentence
    assert verdict(h, "IDN-02").outcome == "pass"
