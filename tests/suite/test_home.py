"""The world's folder: what stays, who may live there, and what a dead rig has left."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.suite.home import Home, Lock
from lotproof.harness.suite.processes import Child, alive, child, end, started


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that would sleep for ever."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def locked_by(folder: Path, rig: Child, *children: Child) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lock.json").write_bytes(msgspec.json.encode(Lock(rig=rig, children=list(children))))


def dead() -> Child:
    """A rig whose pid may be somebody else's by now: it began at another time."""
    return Child(pid=os.getpid(), started="long ago", what="lotproof")


def test_secrets_stay_the_same(tmp_path: Path) -> None:
    """A kept world gives each client the same secret each time, and different clients different ones."""
    first, second = Home(tmp_path), Home(tmp_path)

    assert first.secret("reference") == second.secret("reference")
    assert first.secret("reference") != first.secret("escort")


def test_secrets_are_private(tmp_path: Path) -> None:
    """Nobody but their owner may read the secrets."""
    Home(tmp_path).secret("reference")

    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_tag_is_used_once(tmp_path: Path) -> None:
    """No two runs of a world get the same run tag."""
    home = Home(tmp_path)
    tags = [home.new_tag().text for _ in range(50)]

    assert len(set(tags)) == 50


def test_time_goes_forward(tmp_path: Path) -> None:
    """Each run begins after the end of the one before, over commands too."""
    epochs = [Home(tmp_path).next_epoch(days=7) for _ in range(3)]

    assert [(b - a).days for a, b in pairwise(epochs)] == [7, 7]


def test_a_date_moves_the_calendar_forward(tmp_path: Path) -> None:
    """A run that needs a later date takes it; the next one begins in a morning after its end."""
    night = datetime(2030, 11, 3, 4, tzinfo=UTC)
    home = Home(tmp_path)
    before, there, after = home.next_epoch(7), home.next_epoch(7, lambda earliest: night), home.next_epoch(7)

    assert before < there == night
    assert after == datetime(2030, 11, 10, 6, tzinfo=UTC)


def test_a_world_in_use_is_refused(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """A second rig in the same world is wrong input, and is told the pid of the first."""
    locked_by(tmp_path / "world", child(sleeper.pid, "lotproof"))

    with pytest.raises(InputError, match=str(sleeper.pid)):
        Home(tmp_path / "world").open()


def test_what_a_dead_rig_left_is_stopped(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """The next start ends the children of a rig that is gone, and says which."""
    locked_by(tmp_path / "world", dead(), child(sleeper.pid, "broker", group=True))
    home = Home(tmp_path / "world")
    home.open()

    assert sleeper.wait(timeout=10) != 0
    assert [one.what for one in home.swept] == ["broker"]
    home.close()


def test_a_pid_that_is_somebody_elses_is_left_alone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """A process that only has the pid of a child, not its start time, goes on."""
    other = Child(pid=sleeper.pid, started="another time", what="broker")
    locked_by(tmp_path / "world", dead(), other)
    Home(tmp_path / "world").open()

    assert sleeper.poll() is None
    assert not end(other)


def test_a_process_is_known_by_its_start(sleeper: subprocess.Popen[bytes]) -> None:
    """A running process is alive to us, a reaped one is not."""
    one = child(sleeper.pid, "sleeper")

    assert alive(one) and started(sleeper.pid)
    sleeper.kill()
    sleeper.wait()
    assert not alive(one)


def test_a_world_for_one_command_goes_with_it() -> None:
    """A folder that was made for one command is gone after it."""
    home = Home(None)
    home.open()
    path = home.path
    home.secret("x")
    home.close()

    assert not path.exists()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """A file of the world that cannot be read is wrong input, with its name."""
    (tmp_path / "secrets.json").write_text("{")

    with pytest.raises(InputError, match=r"secrets\.json"):
        Home(tmp_path).secret("x")
