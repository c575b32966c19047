"""An integration that keeps running: run after run in one world, without a reset, is judged as the first one was."""

from pathlib import Path

import pytest
from lotproof.harness.judge import judge
from lotproof.harness.model.plans import Plan
from lotproof.harness.plan import make_plan
from lotproof.harness.record.segment import read
from lotproof.harness.suite.fast import play_on
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.players import player, silent
from lotproof.harness.suite.run import Ended

from tests.hunt.playing import SCENARIO, outcomes, truth, wrong

OTHER = "rework_loop"


def plans() -> list[Plan]:
    """Two scenarios, then each again under another seed, then under the same ones."""
    return [make_plan(name, seed=seed, size="full") for seed in (7, 8, 7) for name in (SCENARIO, OTHER)]


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> list[Ended]:
    runs = tmp_path_factory.mktemp("runs")
    return play_on(plans(), guests(()), Options(lane="fast", runs=runs), silent)


def test_every_run_is_judged_like_the_first_of_its_kind(ends: list[Ended]) -> None:
    """The reference passes each run, and rows that one course exercises it exercises each time."""
    seen = [outcomes(ended) for ended in ends]

    assert [wrong(one) for one in seen] == [{}] * len(ends)
    assert seen[0] == seen[2] == seen[4]
    assert seen[1] == seen[3] == seen[5]


def test_the_same_plan_has_the_same_truth_again(ends: list[Ended]) -> None:
    """What was played before in the world is not seen in the truth of what is played again."""
    assert truth(ends[4]) == truth(ends[0])
    assert truth(ends[5]) == truth(ends[1])
    assert truth(ends[2]) != truth(ends[0])


def test_identifiers_and_times_only_go_forward(ends: list[Ended]) -> None:
    """Each run has a tag of its own, its streams begin where no stream has been, and its plant's time is later."""
    headers = [next(iter(read(ended.folder.segment("conductor")))).body for ended in ends]

    assert len({header["tag"] for header in headers}) == len(ends)
    for name in ("start_us", "epoch"):
        said = [header[name] for header in headers]
        assert said == sorted(set(said))


@pytest.mark.parametrize("variant", ["no_dedup_mqtt", "no_cascade", "forgets_change"])
def test_a_vice_shows_in_every_run(variant: str, tmp_path: Path) -> None:
    """A faulty variant that keeps running falls at the same rows each time."""
    options = Options(lane="fast", runs=tmp_path, variant=variant)
    sketches = [make_plan(SCENARIO, seed=7, size="sketch")] * 3
    seen = [wrong(outcomes(ended)) for ended in play_on(sketches, guests((), variant=variant), options, silent)]

    assert seen[0]
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_on_sockets_too(tmp_path: Path) -> None:
    """In one world of sockets, with one process of the integration's, each run conforms and truths repeat."""
    there = [make_plan(name, seed=seed) for name, seed in ((SCENARIO, 7), (OTHER, 8), (SCENARIO, 7))]
    with player(Options(lane="sockets", runs=tmp_path)) as one:
        ended = [one.play(plan, tmp_path) for plan in there]

    assert [wrong({v.requirement: v.outcome for v in judge(end.folder).verdicts}) for end in ended] == [{}, {}, {}]
    assert truth(ended[0]) == truth(ended[2])
