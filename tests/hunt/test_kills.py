"""Kills that overlap: who is dead cannot be killed, and comes back once."""

from pathlib import Path

import msgspec
import pytest
from lotproof.harness.record.segment import read
from lotproof.harness.suite.chase import course

from tests.hunt.playing import outcomes, played, sketch, strike, wrong


def test_two_kills_at_once_are_two_kills_one_after_the_other(tmp_path: Path) -> None:
    """The second waits until the first has been got over; never do two integrations run beside each other."""
    kills = [
        strike("process_kill", "consumed", 3, name=f"kill {number}", upper_s=2.0, settings={"after_s": after})
        for number, after in enumerate((0.0, 0.0, 0.1))
    ]
    ended = played(sketch(None, *kills), tmp_path)
    told = [entry.body["what"] for entry in read(ended.folder.segment("conductor")) if entry.kind == "process"]

    assert told == ["killed", "started", "ready"] * 3
    assert wrong(outcomes(ended)) == {}


@pytest.mark.parametrize("nth", [4, 5, 6])
def test_a_kill_comes_in_time_or_not_at_all(nth: int, tmp_path: Path) -> None:
    """A strike at one of the last calls has ended before the rig asks: nobody is asked while he is dead."""
    struck = (strike("process_kill", "erp.changes", nth, upper_s=2.0),)
    plan = msgspec.structs.replace(course("late_correction", 0, "sketch"), trouble=struck)
    ended = played(plan, tmp_path)

    assert wrong(outcomes(ended)) == {}
