"""QUA-10 and FLOW-13: what equipment out of tolerance has made, and how it stands in MES and QMS."""

from typing import Any

import msgspec
import pytest
from lotproof.harness.model.facts import Fact

from tests.judge.histories import (
    STYLES,
    History,
    Planned,
    Vice,
    again,
    at_once,
    changed,
    lost,
    outcome,
    tagged,
    verdict,
)

DOUBTED = "qms.nonconformance.calibration"


class Day(History):
    """M1 makes A0; is found fit; makes A1 and A2, and M2 A3 meanwhile; is found out of tolerance; makes A4."""

    def __init__(self) -> None:
        super().__init__()
        self.made("K0", "A0", "M1")
        self.fit = self.calibrated("C1", "in_tolerance")
        self.made("K1", "A1", "M1")
        self.made("K3", "A3", "M2")
        self.last = self.made("K2", "A2", "M1")
        self.found = self.calibrated("C2", "out_of_tolerance")
        self.made("K4", "A4", "M1")

    def made(self, order: str, number: str, machine: str) -> Fact:
        return self.produced(order, "SAUCE", number, 100, equipment=machine)

    def calibrated(self, number: str, result: str) -> Fact:
        status = {"in_tolerance": "available", "out_of_tolerance": "out_of_service"}[result]
        words = {"calibration": tagged(number), "result": result, "status": status}
        return self.fact("calibrated", system="cmms", equipment="M1", words=words)


def documented(h: Day) -> Vice:
    """MES and QMS keep with a status by which calibration it is so, whatever reference they are given."""
    numbers = {fact.id: fact.words["calibration"] for fact in (h.fit, h.found)}

    def fill(planned: list[Planned]) -> list[Planned]:
        for one in planned:
            if one.effect.entity == "equipment":
                one.effect = msgspec.structs.replace(one.effect, order=numbers[one.fact])
        return planned

    return fill


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["QUA-10", "FLOW-13"])
def test_both_builds_pass(row: str, style: Any) -> None:
    """Posted one by one as it is heard, or gathered every two seconds: QMS has both lots, both systems the status."""
    h = Day()
    found = verdict(h.carry(style, documented(h)), row)
    assert (found.outcome, found.exercised > 1, [one.sentence for one in found.findings]) == ("pass", True, [])


@pytest.mark.parametrize(
    "vice", [lost(DOUBTED), lost(DOUBTED, 1), again(DOUBTED)], ids=["first lost", "last lost", "twice"]
)
def test_each_lot_of_the_window_has_one_deviation(vice: Any) -> None:
    """None may be missing, none may be there twice."""
    assert outcome(Day().carry(at_once, vice), "QUA-10") == "fail"


@pytest.mark.parametrize("number", ["A0", "A3", "A4"])
def test_nothing_outside_the_window_has_one(number: str) -> None:
    """What was made before, on another machine, or after."""
    assert outcome(Day().carry(at_once, changed(DOUBTED, lot=tagged(number))), "QUA-10") == "fail"
    assert outcome(Day().carry(at_once, beside(number)), "QUA-10") == "fail"


def beside(number: str) -> Any:
    """A deviation more, of this lot."""
    return lambda planned: [*planned, *changed(DOUBTED, lot=tagged(number), key="X")(again(DOUBTED)(planned))[-1:]]


def test_what_is_told_late_belongs_where_its_time_says() -> None:
    """A2 is told after the calibration, and bears a time before it: it is in question from when it was told."""
    h = Day()
    late = h.produced("K2", "SAUCE", "A5", 10, equipment="M1", at_us=h.last.at_us + 1)
    found = verdict(h.carry(at_once), "QUA-10")
    assert (late.at_us < h.found.at_us, found.outcome, found.exercised) == (True, "pass", 3)
    assert outcome(h, "QUA-10") == "pass"


@pytest.mark.parametrize("system", ["mes", "qms"])
def test_a_status_that_never_came_falls(system: str) -> None:
    """Both have to show how a machine stands at last; what was over before it was due nobody misses."""
    path = f"{system}.equipment.status"
    assert outcome(Day().carry(at_once, lost(path, 1)), "FLOW-13") == "fail"
    assert outcome(Day().carry(at_once, lost(path)), "FLOW-13") == "pass"


def test_where_nobody_calibrates_nothing_was_looked_at() -> None:
    """No calibration, no verdict."""
    h = History()
    h.produced("K0", "SAUCE", "A0", 100)
    assert {outcome(h.carry(at_once), row) for row in ("QUA-10", "FLOW-13")} == {"skip"}
