"""A scale is found out of tolerance; what it made since it was last found fit is in question."""

import pytest
from lotproof.harness.model.possible import impossible
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_calibrations_bracket_what_is_in_question(size: str, met: bool) -> None:
    """M1 made P1 and P2 between the calibration in tolerance and the one out of it; the others were made elsewhere."""
    plan = make_plan("calibration_window", size=size)
    told = facts(played(plan, lambda point: met)[1])
    fit, found, adjusted = [f for f in told if f.kind == "calibrated"]
    made = {f.outs[0].item[-8:-6]: f for f in told if f.kind == "produced"}
    between = {lot for lot, f in made.items() if f.equipment == "M1" and fit.at_us < f.at_us <= found.at_us}

    assert [f.words["result"] for f in (fit, found, adjusted)] == ["in_tolerance", "out_of_tolerance", "in_tolerance"]
    assert between == {"P1", "P2"}
    assert set(made) == {"P0", "P1", "P2", "P3", "P4"}
    assert list(impossible(told, plan.enterprise["rules"])) == []


def test_people_enter_what_nobody_told() -> None:
    """Where QMS and MES were told nothing, people open the deviations of both lots and take both machines out."""
    happened = played(make_plan("calibration_window"), lambda point: False)[1]
    calls = [one.desk for one in happened if one.desk and one.desk.manual]

    doubted = {call.body["lot"] for call in calls if call.act == "open_deviation"}
    stood = {(call.body["equipment"], call.body["status"]) for call in calls if call.act == "enter_equipment_status"}
    assert doubted == {"P1-{tag}", "P2-{tag}"}
    assert stood == {("M1", "out_of_service"), ("M2", "out_of_service")}


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("calibration_window", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
