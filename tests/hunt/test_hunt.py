"""Hunting finds what breaks an integration, shrinks it, and saves it as a scenario file that plays it again."""

from pathlib import Path

import pytest
from lotproof.harness.cli import main
from lotproof.harness.model.errors import InputError
from lotproof.harness.plan import make_plan
from lotproof.harness.suite import hunt as hunting
from lotproof.harness.suite.chase import Chased
from lotproof.harness.suite.hunt import Hunt, chases, hunt

from tests.hunt.playing import kinds_of, outcomes, played, wrong


def nobody(chased: Chased) -> None:
    """Nobody listens."""


@pytest.mark.timeout(400)
def test_what_breaks_without_trouble_is_found_without_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variant that is always wrong is caught at the first schedule, and no strike is left in it."""
    monkeypatch.setattr(hunting, "PRUNE_S", 0.0)
    found = hunt(Hunt(scenarios=("food_hold",), variant="no_cascade", examples=5, jobs=1, save=tmp_path), nobody)
    (caught,) = found.caught
    plan = make_plan(found.files[0])

    assert (caught.schedule.seed, caught.schedule.strikes) == (0, ())
    assert (plan.seed, plan.trouble) == (0, ())
    assert "QUA-02" in caught.rows or "QUA-03" in caught.rows


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("variant", "row", "fault"),
    [("gives_up_on_503", "RES-01", "http_outage"), ("new_key_on_retry", "IDM-03", "http_lost_answer")],
)
def test_what_needs_its_own_trouble_is_shrunk_to_it(variant: str, row: str, fault: str, tmp_path: Path) -> None:
    """A vice that only shows under one kind of fault is found, shrunk to one or two strikes, and played again."""
    found = hunt(
        Hunt(scenarios=("food_hold",), variant=variant, rows=(row,), examples=100, jobs=1, save=tmp_path), nobody
    )
    (caught,) = found.caught
    plan = make_plan(found.files[0], size="sketch")

    assert row in caught.rows
    assert fault in kinds_of(caught.schedule.strikes)
    assert len(caught.schedule.strikes) <= 2
    assert sum(map(len, plan.course["strands"].values())) < 25
    assert row in wrong(outcomes(played(plan, tmp_path / "runs", variant)))
    assert row not in wrong(outcomes(played(plan, tmp_path / "runs")))


def test_a_hunt_is_split_into_chases_of_both_lanes() -> None:
    """Ten thousand schedules with one in a hundred on sockets: every chance is drawn from once, and time is shared."""
    there = chases(Hunt(examples=10_000, sockets_every=100, minutes=30, chance=5), now=1000.0)
    fast, slow = ([one for one in there if one.lane == lane] for lane in ("fast", "sockets"))

    assert (sum(one.examples for one in fast), sum(one.examples for one in slow)) == (10_000, 100)
    assert len({one.scenario for one in fast}) > 1
    assert len({one.chance for one in there}) == len(there)
    assert {one.until for one in slow} == {1000.0 + 600}
    assert {one.until for one in fast} == {1000.0 + 1800}


def test_who_lacks_hypothesis_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Hypothesis the command names the extra that brings it."""
    monkeypatch.setattr(hunting, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"lotproof\[hunt\]"):
        hunt(Hunt(examples=1), nobody)


def test_an_unknown_scenario_is_a_mistake_of_the_users(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, and the valid names."""
    with pytest.raises(SystemExit) as ended:
        main(["hunt", "food_holt", "--examples", "1", "--jobs", "1", "--save", str(tmp_path)])

    assert ended.value.code == 2
    assert "Did you mean 'food_hold'?" in capsys.readouterr().err


@pytest.mark.timeout(400)
def test_the_command_says_what_was_found_and_how_to_play_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with 1, names the row and the schedule, and gives the command that replays it."""
    monkeypatch.setattr(hunting, "PRUNE_S", 0.0)
    with pytest.raises(SystemExit) as ended:
        main(
            [
                "hunt",
                "food_hold",
                "--variant",
                "forgets_change",
                "--examples",
                "1",
                "--jobs",
                "1",
                "--save",
                str(tmp_path),
            ]
        )
    said = capsys.readouterr().out

    assert ended.value.code == 1
    assert "seed 0, no trouble at all" in said
    assert f"lotproof run {tmp_path}" in said
    assert "--lane fast --variant forgets_change" in said
