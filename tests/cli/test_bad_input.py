"""An integration that does not start, a port that is taken, a full disk, Ctrl-C: a sentence, a code, nothing left."""

import json
import resource
import signal
import socket
from pathlib import Path

import pytest

from tests.cli.command import Command, adapter, integration

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(240)]

KILOBYTE = 1024


def runs(folder: Path) -> list[Path]:
    return sorted(folder.glob("runs/*"))


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("at_once", "no configuration found"),
        ("silent", "no answer"),
        ("deaf", "no answer"),
    ],
)
def test_an_integration_that_is_never_ready(tmp_path: Path, mode: str, said: str) -> None:
    """It ends at once, says nothing, or answers on another port: exit code 2, with its last lines or the address."""
    adapter(tmp_path, mode, process={"ready_s": 2})
    command = Command("certify", cwd=tmp_path)

    assert command.done() == 2, command.err
    assert "never became ready" in command.err and said in command.err
    assert command.left() == []


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    """A command that cannot be started is wrong input, and named."""
    integration(tmp_path, "no-such-program-here")
    command = Command("certify", cwd=tmp_path)

    assert command.done() == 2
    assert "no-such-program-here" in command.err
    assert command.left() == []


@pytest.mark.parametrize(("mode", "said"), [("dies", "exit code 7"), ("floods", "flooded its log")])
def test_an_integration_that_ends_by_itself(tmp_path: Path, mode: str, said: str) -> None:
    """It was ready and then died, or flooded its log: exit code 1, and what was recorded is judged."""
    adapter(tmp_path, mode)
    command = Command("certify", cwd=tmp_path)

    assert command.done() == 1, command.out + command.err
    assert said in command.out
    assert (runs(tmp_path)[0] / "verdicts.json").exists()
    assert command.left() == []


def test_a_named_port_that_is_taken(tmp_path: Path) -> None:
    """A port that the user named and somebody has is wrong input, and nothing is left of the rest that had started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (tmp_path / "ports.yaml").write_text(f"erp: {taken.getsockname()[1]}\n")
        command = Command("certify", "--ports", "ports.yaml", cwd=tmp_path)

        assert command.done() == 2, command.err
    assert str(taken) and "erp" in command.err
    assert command.left() == []


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A ledger that cannot be written any more is the rig's failure: exit code 3, and it says what to do."""

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60 * KILOBYTE, 60 * KILOBYTE))

    command = Command("certify", cwd=tmp_path, prepare=small_files)

    assert command.done() == 3, command.err
    assert command.left() == []


def test_ctrl_c_ends_the_run_and_judges_it(tmp_path: Path) -> None:
    """The first Ctrl-C ends the run: exit code 4, with verdicts about what there was."""
    adapter(tmp_path, "idle")
    command = Command("certify", cwd=tmp_path)
    command.says("of about")
    command.interrupt()

    assert command.done() == 4, command.out + command.err
    folder = runs(tmp_path)[0]
    assert json.loads((folder / "verdicts.json").read_bytes())["run"] == folder.name
    assert (folder / "digests.json").exists()
    assert command.left() == []


def test_ctrl_c_before_anything_is_played(tmp_path: Path) -> None:
    """Ctrl-C while the world is put up ends in good order: exit code 4, nothing left, no run folder."""
    adapter(tmp_path, "silent", process={"ready_s": 60})
    command = Command("certify", cwd=tmp_path)
    command.says("until the integration is ready")
    command.interrupt()

    assert command.done() == 4, command.err
    assert command.left() == []
    assert runs(tmp_path) == []


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    """The second Ctrl-C does not wait for verdicts: exit code 130, nothing left."""
    adapter(tmp_path, "idle")
    command = Command("certify", cwd=tmp_path)
    command.says("of about")
    command.interrupt()
    command.interrupt()

    assert command.done() in (4, 130), command.err
    assert command.left() == []
