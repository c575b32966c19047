"""Variants are played and caught: the whole way from a golden set to a matrix, on one variant."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from lotproof.harness.cli import group
from lotproof.harness.model.errors import RigError
from lotproof.harness.suite import prove as proving
from lotproof.harness.suite.matrix import Golden, Line
from lotproof.harness.suite.prove import Wanted, prove
from lotproof.harness.suite.trial import Tried

GENTLE = {"loses_an_order": Golden(name="loses_an_order", must=("FLOW-01",), may=("RES-02", "RES-05"))}
WRONG = {"loses_an_order": Golden(name="loses_an_order", must=("FLOW-01", "GEN-01"))}


@pytest.fixture
def told() -> Iterator[list[Tried]]:
    yield []


def test_a_variant_is_caught_at_what_it_is_made_for(monkeypatch: pytest.MonkeyPatch, told: list[Tried]) -> None:
    """The reference passes, the variant falls where it must, and nothing is wrong with the matrix."""
    monkeypatch.setattr(proving, "goldens", lambda: GENTLE)
    proof = prove(Wanted(only=("loses_an_order",), scenarios=("food_hold",), jobs=1), told.append)

    assert proof.breaches == ()
    assert {row.id: row.broken_by for row in proof.matrix.requirements}["FLOW-01"] == ("loses_an_order",)
    assert [tried.line.name for tried in told] == ["reference", "loses_an_order"]


def test_a_golden_set_that_is_wrong_breaks_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A must that stands and a fall that nobody expects are named with the finding, and the exit code is 1."""
    monkeypatch.setattr(proving, "goldens", lambda: WRONG)
    arguments = ["prove", "--only", "loses_an_order", "--scenario", "food_hold", "--jobs", "1"]
    shown = CliRunner().invoke(group, arguments, standalone_mode=False)

    assert shown.return_value == 1
    assert "loses_an_order GEN-01: has to fall and does not (pass)" in shown.output
    assert "falls, and is in neither must nor may\n    [" in shown.output


def test_one_row_is_proved_alone() -> None:
    """With --only and a row the variants made for it are played, and only that row is judged."""
    arguments = ["prove", "--only", "QUA-06", "--scenario", "food_hold", "--quick", "--jobs", "1", "--json"]
    shown = CliRunner().invoke(group, arguments, standalone_mode=False)
    matrix = json.loads(shown.output)

    assert shown.return_value == 0
    assert [(row["id"], row["broken_by"]) for row in matrix["requirements"]] == [("QUA-06", ["disposition_ignored"])]


def test_a_lane_that_breaks_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the rig fails in a lane there is no matrix, and no variant is blamed."""

    def broken(question: object) -> Tried:
        return Tried(line=Line(golden=Golden(name="reference")), broken="RigError: a thread is to start")

    monkeypatch.setattr(proving, "attempt", broken)
    with pytest.raises(RigError, match="a thread is to start"):
        prove(Wanted(only=("reference",), jobs=1), lambda tried: None)


def test_half_a_matrix_is_not_saved() -> None:
    """--save with --only or --quick is the user's mistake."""
    shown = CliRunner().invoke(group, ["prove", "--save", "--only", "GEN"])

    assert shown.exit_code == 2
    assert "whole matrix" in shown.output
