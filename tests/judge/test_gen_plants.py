"""GEN-14: where goods went from plant to plant their genealogies are one, where only numbers are equal they are two."""

from typing import Any

import msgspec
import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Plan

from tests.judge.histories import (
    ENTERPRISE,
    STYLES,
    History,
    at_once,
    changed,
    lost,
    lot,
    outcome,
    tagged,
    verdict,
)

T_NORTH, A_NORTH = lot("TOMATO", "NORTH-1"), lot("SAUCE", "NORTH-7")
T_SOUTH, A_SOUTH = lot("TOMATO", "SOUTH-1"), lot("SAUCE", "SOUTH-7")
J1, J2 = lot("JAR", "SOUTH-31"), lot("JAR", "SOUTH-32")
SEEN = {"source": "NORTH/W1/consumed#1", "event_time": "2021-03-01T06:05:00Z", "quantity": "100", "unit": "kg"}


class TwoPlants(History):
    """A history of NORTH and SOUTH, which number their lots by themselves."""

    def plan(self) -> Plan:
        rules = {**ENTERPRISE["rules"], "lot_number": "{plant}-{number}"}
        plants = {name: {"locations": {}} for name in ("NORTH", "SOUTH")}
        return msgspec.structs.replace(super().plan(), enterprise={**ENTERPRISE, "rules": rules, "plants": plants})

    def at_south(self, fact: Fact) -> None:
        """It was SOUTH that did so."""
        there = msgspec.structs.replace(fact, plant="SOUTH")
        self.facts[self.facts.index(fact)] = there
        self.entries = [(at, kind, id, there if body is fact else body) for at, kind, id, body in self.entries]


def day(trace: str = "graph") -> TwoPlants:
    """Both make sauce 7 of tomatoes 1; NORTH's goes to SOUTH, where each becomes jars of its own."""
    h = TwoPlants(trace=trace)
    north = [h.received("TOMATO", "NORTH-1", 100), h.consumed("M1", "TOMATO", "NORTH-1", 100)]
    north.append(h.produced("M1", "SAUCE", "NORTH-7", 100))
    south = [h.received("TOMATO", "SOUTH-1", 100), h.consumed("M2", "TOMATO", "SOUTH-1", 100)]
    south.append(h.produced("M2", "SAUCE", "SOUTH-7", 100))
    h.moved("SAUCE", "NORTH-7", 100, "WIP", "TRANSIT")
    south.append(h.moved("SAUCE", "NORTH-7", 100, "TRANSIT", "WIP2"))
    for order, used, made in (("K1", "NORTH-7", "SOUTH-31"), ("K2", "SOUTH-7", "SOUTH-32")):
        south += [h.consumed(order, "SAUCE", used, 100), h.produced(order, "JAR", made, 400)]
    for fact in south:
        h.at_south(fact)
    return h


def runs(*steps: tuple[str, str, str]) -> dict[str, Any]:
    """A graph of operation runs: order, what went in, what came out."""
    keys = sorted({key for _, used, made in steps for key in (used, made)})
    orders = sorted({order for order, _, _ in steps})
    own = {"system": "mes", "kind": "lot"}
    return {
        "items": [
            {"key": key, "kind": "lot", "ids": [{**own, "scope": key.split(":")[1], "id": key.split(":")[2]}]}
            for key in keys
        ],
        "steps": [
            {
                "key": order,
                "type": "operation",
                "documents": [{"system": "mes", "kind": "order", "scope": "", "id": tagged(order)}],
            }
            for order in orders
        ],
        "edges": [
            edge
            for order, used, made in steps
            for edge in (
                {"item": used, "step": order, "side": "in", "role": "input", **SEEN},
                {"item": made, "step": order, "side": "out", "role": "output", **SEEN},
            )
        ],
    }


def with_moves(graph: dict[str, Any]) -> dict[str, Any]:
    """The same with the two moves of the transfer, as steps of their own."""
    sides = [
        {"item": A_NORTH, "step": step, "side": side, "role": "content", **SEEN}
        for step in ("TR1 out", "TR1 in")
        for side in ("in", "out")
    ]
    moves = [{"key": step, "type": "move", "documents": []} for step in ("TR1 out", "TR1 in")]
    return {**graph, "edges": [*graph["edges"], *sides], "steps": [*graph["steps"], *moves]}


def asked(lot_key: str, direction: str = "backward") -> dict[str, str]:
    _, item, number = lot_key.split(":")
    return {"system": "mes", "kind": "lot", "scope": item, "id": number, "direction": direction}


WAY = (("K1", A_NORTH, J1), ("M1", T_NORTH, A_NORTH))
OWN = (("K2", A_SOUTH, J2), ("M2", T_SOUTH, A_SOUTH))
RIGHT = {"whole numbers only": runs(*WAY), "with the moves": with_moves(runs(*WAY))}


@pytest.mark.parametrize("told", RIGHT)
@pytest.mark.parametrize("question", [asked(J1), asked(T_NORTH, "forward")])
def test_an_answer_that_goes_on_to_the_other_plant_passes(told: str, question: dict[str, str]) -> None:
    """With or without the moves of the transfer: all that is beyond it is named, and no namesake."""
    h = day().carry(at_once)
    h.answered(question, RIGHT[told])
    found = verdict(h, "GEN-14")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize("style", STYLES)
def test_postings_with_whole_numbers_pass(style: Any) -> None:
    """Who posts at once and who batches: both use up the lot that it was."""
    found = verdict(day("none").carry(style), "GEN-14")
    assert (found.outcome, [one.sentence for one in found.findings]) == ("pass", [])


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        (asked(J1), runs(WAY[0])),
        (asked(T_NORTH, "forward"), runs(WAY[1])),
        (asked(J1), runs(*WAY, ("M2", T_SOUTH, A_NORTH))),
        (asked(J2), runs(*OWN, ("K2", A_NORTH, J2))),
        (asked(T_SOUTH, "forward"), runs(*OWN, ("K1", A_SOUTH, J1), ("M2", T_SOUTH, A_NORTH))),
    ],
    ids=["ends at the gate", "ends at the gate, forward", "tomatoes mixed", "sauces mixed", "mixed, forward"],
)
def test_an_answer_that_ends_or_mixes_falls(question: dict[str, str], wrong: dict[str, Any]) -> None:
    """A genealogy that is kept plant by plant, and one in which equal numbers are one lot, are findings."""
    h = day().carry(at_once)
    h.answered(question, wrong)
    assert outcome(h, "GEN-14") == "fail"


@pytest.mark.parametrize(
    "vice",
    [lost("mes.consumption.quantity", 2), changed("mes.consumption.quantity", 2, lot=tagged("SOUTH-7"))],
)
def test_postings_that_lose_or_mix_what_came_fall(vice: Any) -> None:
    """What came from the other plant is used up in MES, under its own number."""
    assert outcome(day("none").carry(at_once, vice), "GEN-14") == "fail"


def test_one_plant_alone_is_no_pass() -> None:
    """Where no goods went anywhere and no number is given twice there is nothing to judge."""
    h = TwoPlants(trace="none")
    h.received("TOMATO", "NORTH-1", 400)
    h.consumed("M1", "TOMATO", "NORTH-1", 100)
    h.produced("M1", "SAUCE", "NORTH-7", 100)
    assert outcome(h.carry(at_once), "GEN-14") == "skip"
