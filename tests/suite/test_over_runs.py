"""Several runs of one command: in process, and over sockets."""

import json
from pathlib import Path

import pytest
from lotproof.harness.suite.certify import certify
from lotproof.harness.suite.options import Options, Outcome

from tests.cli.command import Command

SCENARIOS = ("food_hold", "rework_loop")


def played(folder: Path, **options: object) -> Outcome:
    given = {"lane": "fast", "size": "sketch", "runs": folder, "report": False, **options}
    return certify(Options(**given), lambda progress: None)  # type: ignore[arg-type]


def test_two_scenarios_are_one_conclusion(tmp_path: Path) -> None:
    """Each row stands once, though each run has verdicts of its own."""
    outcome = played(tmp_path, scenarios=SCENARIOS, seeds=1)
    (one,) = outcome.rolled

    assert {run.scenario for run in outcome.verdicts} == set(SCENARIOS)
    assert len({verdict.requirement for verdict in one.verdicts}) == len(one.verdicts) == sum(outcome.counts.values())
    assert outcome.exit_code == one.exit_code


def test_with_a_seed_nothing_is_played_twice(tmp_path: Path) -> None:
    """`--seed` is one run for each scenario."""
    outcome = played(tmp_path, scenarios=("food_hold",), seed=3)

    assert [run.seed for run in outcome.verdicts] == [3]


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_over_sockets_one_world_is_one_conclusion(tmp_path: Path) -> None:
    """Two scenarios of one world: one exit code, the runs' verdicts beside what they say together, a page over all."""
    named = [word for name in SCENARIOS for word in ("--scenario", name)]
    command = Command("certify", "--json", "--size", "sketch", *named, cwd=tmp_path)
    code = command.done()
    outcome = json.loads(command.out)
    (one,) = outcome["rolled"]

    assert command.left() == []
    assert code == outcome["exit_code"] == one["exit_code"]
    assert {run["scenario"] for run in outcome["verdicts"]} == set(SCENARIOS)
    assert one["runs"] == [run["run"] for run in outcome["verdicts"]]
    passed = {row["requirement"] for run in outcome["verdicts"] for row in run["verdicts"] if row["outcome"] == "pass"}
    assert {row["requirement"] for row in one["verdicts"] if row["outcome"] == "pass"} <= passed
    (index,) = tmp_path.glob("runs/*-all/index.html")
    assert index.stat().st_size > 1000
