"""The conductor alone, in virtual time: what stays readable how long, and what it waits for."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.model.entries import Strike
from lotproof.harness.play.settle import QUIET_S, settle

from tests.play.stage import BACKOFF_S, DWELL_S, Scene, staged, struck

SLACK_S = 0.15
"""The conductor looks twenty times a second."""


async def played(scene: Scene) -> Scene:
    await scene.conductor.play()
    return scene


def test_facts_of_a_machine_lie_a_dwell_time_apart(tmp_path: Path) -> None:
    """Without any trouble, what was shown stays readable for just the dwell time."""
    shown = staged(tmp_path, played).wire.shown
    assert [later - before for before, later in pairwise(shown)] == pytest.approx([DWELL_S] * 2)


def test_what_was_shown_before_a_kill_stays_until_it_is_back(tmp_path: Path) -> None:
    """Killed within the dwell time, it can read the last card for a whole dwell time after its return."""
    kill = struck("process_kill", after_s=0.1, restart_s=0.3)
    scene = staged(tmp_path, played, trouble=(kill,), start_s=3.0)
    back = scene.under.back_at[0]
    assert scene.wire.shown[1] == pytest.approx(back + DWELL_S, abs=SLACK_S)
    assert scene.wire.shown[2] == pytest.approx(scene.wire.shown[1] + DWELL_S)


async def cut(scene: Scene) -> Scene:
    scene.wire.cut_at = 1
    return await played(scene)


@pytest.mark.parametrize("back_s", [0.0, 1.0])
def test_what_was_shown_at_a_cut_stays_until_the_client_is_back(tmp_path: Path, back_s: float) -> None:
    """The card that the cut hit is readable for a dwell time after the client has a session again."""
    shown = staged(tmp_path, cut, back_s=back_s).wire.shown
    assert shown[1] == pytest.approx(shown[0] + back_s + DWELL_S, abs=SLACK_S)
    assert shown[2] == pytest.approx(shown[1] + DWELL_S)


def test_a_client_that_stays_away_is_waited_for_as_long_as_it_declares(tmp_path: Path) -> None:
    """Who never comes back holds the plant up for the longest pause that it declares, and a dwell time, not more."""
    shown = staged(tmp_path, cut, back_s=1000.0).wire.shown
    assert shown[1] == pytest.approx(shown[0] + BACKOFF_S + 2 * DWELL_S, abs=SLACK_S)


@pytest.mark.parametrize(("attempts", "upper_s"), [(2, 4.0), (0, 1.0)])
def test_a_strike_that_attempts_end_lasts_as_long_as_the_rhythm_needs(
    tmp_path: Path, attempts: int, upper_s: float
) -> None:
    """Who polls or gathers calls late: a strike that calls end waits that much longer, one that time ends does not."""
    outage = struck("http_outage", attempts=attempts)
    scene = staged(tmp_path, played, trouble=(outage,), rhythm_s=3.0)
    assert [one.upper_s for one in scene.systems.struck] == [upper_s]


@pytest.mark.parametrize(("raised_after_s", "waited_s"), [(3.0, 3.0), (1000.0, 6.0)])
def test_settling_waits_for_what_must_be_raised(tmp_path: Path, raised_after_s: float, waited_s: float) -> None:
    """A run has not settled before the exception queue shows what must stand there, or the longest deadline is over."""

    async def settled(scene: Scene) -> float:
        import asyncio

        await scene.conductor.play()
        loop = asyncio.get_running_loop()
        scene.open.to_raise = {"f1": ("T9",)}
        began = loop.time()

        async def raised(names: tuple[str, ...]) -> bool:
            assert names == ("T9",)
            return loop.time() >= began + raised_after_s

        await settle(scene.conductor, raised)
        return loop.time() - began

    assert staged(tmp_path, settled) == pytest.approx(waited_s, abs=SLACK_S)


def test_after_the_last_strike_it_is_quiet_before_anyone_is_asked(tmp_path: Path) -> None:
    """Who hung in a call until a strike was over has the whole of quiet to put right what it raised."""

    async def settled(scene: Scene) -> float:
        import asyncio

        await scene.conductor.play()
        loop = asyncio.get_running_loop()
        silence = Strike(strike="x", fault="http_lost_answer", target="erp", phase="start")
        scene.conductor.on_strike(silence)
        loop.call_later(5.0, scene.conductor.on_strike, msgspec.structs.replace(silence, phase="end"))
        began = loop.time()
        await settle(scene.conductor)
        return loop.time() - began

    assert staged(tmp_path, settled) == pytest.approx(5.0 + QUIET_S, abs=SLACK_S)
