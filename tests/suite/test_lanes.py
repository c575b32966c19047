"""One scenario, many roads: the same course gives the same truth, and both lanes judge alike."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.verdicts import Verdicts
from lotproof.harness.plan import make_plan
from lotproof.harness.suite import instance
from lotproof.harness.suite.certify import certify
from lotproof.harness.suite.conclude import judged
from lotproof.harness.suite.fast import play_one
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.options import Options, Outcome, Progress
from lotproof.harness.suite.run import Ended


def quiet(progress: Progress) -> None:
    """Nobody listens."""


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(lane="fast", runs=tmp_path / "runs")


@pytest.fixture
def plan() -> Plan:
    return make_plan("food_hold", seed=None, size="full")


def played(plan: Plan, options: Options) -> Ended:
    return play_one(plan, guests(()), options, quiet)


def truth(ended: Ended) -> bytes:
    return ended.folder.truth_file.read_bytes()


def outcomes(verdicts: Verdicts) -> dict[str, str]:
    """Requirement to outcome, for the rows that were looked at."""
    return {one.requirement: one.outcome for one in verdicts.verdicts if one.outcome not in ("omit", "skip")}


def test_the_reference_conforms_in_the_fast_lane(options: Options) -> None:
    """The reference passes every row that the food scenario exercises, under all of its trouble."""
    outcome = certify(options, quiet)

    assert outcome.exit_code == 0, outcomes(outcome.verdicts[0])
    assert outcome.conclusion == "conforms"


def test_a_run_can_be_judged_again(plan: Plan, options: Options) -> None:
    """Judging the same evidence twice gives the same verdicts, byte for byte."""
    ended = played(plan, options)
    judged(ended.folder)
    first = ended.folder.verdicts_file.read_bytes()
    judged(ended.folder)

    assert ended.folder.verdicts_file.read_bytes() == first


def test_trouble_leaves_no_trace_in_the_truth(plan: Plan, options: Options) -> None:
    """With all trouble, with none, and with one strike of each fault alone, the truth is the same to the byte."""
    whole = truth(played(plan, options))
    calm = msgspec.structs.replace(plan, trouble=())

    assert truth(played(calm, options)) == whole
    for strike in {strike.fault: strike for strike in plan.trouble}.values():
        alone = msgspec.structs.replace(plan, trouble=(strike,))
        assert truth(played(alone, options)) == whole, strike.name


@pytest.mark.parametrize("road_s", [0.0, 0.05, 0.2])
def test_a_slow_integration_gives_the_same_truth(
    plan: Plan, options: Options, road_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long its requests are on their way, as long as deadlines are kept, the truth is the same to the byte."""
    usual = truth(played(plan, options))
    monkeypatch.setattr(instance, "ROAD_S", road_s)

    assert truth(played(plan, options)) == usual


def test_the_tag_is_not_in_the_truth(plan: Plan, options: Options) -> None:
    """Two runs under different tags have the same truth to the byte."""
    one, two = (msgspec.structs.replace(options, tag=tag) for tag in ("ABCD", "WXYZ"))

    assert truth(played(plan, one)) == truth(played(plan, two))


def test_a_lane_can_be_played_again(plan: Plan, options: Options) -> None:
    """The same plan gives the same effects in the same order in the fast lane, each time."""
    assert effects(played(plan, options)) == effects(played(plan, options))


def effects(ended: Ended) -> list[object]:
    from lotproof.harness.record.segment import read

    entries: Iterator[object] = (
        entry.body for entry in read(ended.folder.segment("systems")) if entry.kind == "effect"
    )
    return list(entries)


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_both_lanes_judge_alike(tmp_path: Path) -> None:
    """The same scenario has the same truth on sockets, and every verdict that both lanes give is the same."""
    outcome: dict[str, Outcome] = {
        lane: certify(Options(lane=lane, runs=tmp_path / lane), quiet) for lane in ("fast", "sockets")
    }
    seen = {lane: outcomes(one.verdicts[0]) for lane, one in outcome.items()}
    both = seen["fast"].keys() & seen["sockets"].keys()
    truths = {lane: (one.folders[0] / "truth.jsonl").read_bytes() for lane, one in outcome.items()}

    assert truths["fast"] == truths["sockets"]
    assert {row: seen["fast"][row] for row in both} == {row: seen["sockets"][row] for row in both}
    assert len(both) >= 25
