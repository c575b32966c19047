"""The command through the real process, as far as nothing is played."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def lotproof(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The installed command, in a folder of its own."""
    command = [str(Path(sys.executable).parent / "lotproof"), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_help_lists_every_command() -> None:
    """`lotproof --help` names the commands and ends with exit code 0."""
    done = lotproof("--help")

    assert done.returncode == 0
    for name in [
        "certify",
        "demo",
        "doctor",
        "explain",
        "export",
        "hunt",
        "init",
        "judge",
        "list",
        "plan",
        "prove",
        "report",
        "run",
        "smoke",
        "up",
    ]:
        assert f"  {name} " in done.stdout


@pytest.mark.parametrize(
    "name", ["certify", "demo", "explain", "export", "init", "judge", "list", "report", "run", "smoke", "up"]
)
def test_every_command_has_help(name: str) -> None:
    """Each command explains itself under its own name."""
    done = lotproof(name, "--help")

    assert done.returncode == 0
    assert f"lotproof {name}" in done.stdout


def test_an_unknown_command_is_wrong_input() -> None:
    """A command that is not there ends with exit code 2."""
    assert lotproof("certifi").returncode == 2


def test_requirements_as_json() -> None:
    """Each row of the catalogue has id, level and whether it is judged."""
    rows = json.loads(lotproof("list", "requirements", "--json").stdout)

    assert len(rows) >= 90
    assert all({"id", "level", "judged"} <= set(row) for row in rows)


def test_flows_as_json() -> None:
    """Each flow tells act, owner, from, to, what it writes, and its requirements."""
    rows = {row["name"]: row for row in json.loads(lotproof("list", "flows", "--json").stdout)}

    assert rows["order_release"]["to"] == ["mes"]
    assert "FLOW-01" in rows["order_release"]["requirements"]
    assert all({"act", "owner", "from", "to", "writes", "requirements"} <= set(row) for row in rows.values())


def test_scenarios_are_listed() -> None:
    """Each scenario is there, as JSON and as text, with what it provokes: its rows and its trouble."""
    rows = json.loads(lotproof("list", "scenarios", "--json").stdout)
    told = lotproof("list", "scenarios").stdout

    assert "food_hold" in {row["name"] for row in rows}
    assert all(row["name"] in told and row["title"] in told for row in rows)
    assert all(fault in told for row in rows for fault in row["faults"])
    assert "GEN-16 in no other" in told


def test_no_runs_are_an_empty_list(tmp_path: Path) -> None:
    """Where nothing was played the list is empty, and that is no error."""
    assert json.loads(lotproof("list", "runs", "--json", cwd=tmp_path).stdout) == []


def test_judging_nothing_is_wrong_input(tmp_path: Path) -> None:
    """`lotproof judge nowhere` says that there is no run, and where to look."""
    done = lotproof("judge", "nowhere", cwd=tmp_path)

    assert done.returncode == 2
    assert "nowhere" in done.stderr and "list runs" in done.stderr


def test_explaining_without_a_run_is_wrong_input(tmp_path: Path) -> None:
    """`lotproof explain` without any run says how to make one."""
    done = lotproof("explain", "f1", cwd=tmp_path)

    assert done.returncode == 2
    assert "certify" in done.stderr


def test_init_writes_a_file_that_can_be_read(tmp_path: Path) -> None:
    """What `init` writes is a valid lotproof.toml, and is not overwritten."""
    from lotproof.harness.suite.connector import read_connector

    assert lotproof("init", cwd=tmp_path).returncode == 0
    assert read_connector(tmp_path).claims
    again = lotproof("init", cwd=tmp_path)
    assert again.returncode == 2
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("certify", "--clock", "warp"), "warp"),
        (("certify", "--tag", "no"), "--tag"),
        (("certify", "--lane", "slow"), "slow"),
        (("run", "food_hld"), "food_hold"),
        (("certify", "--integration", "nowhere.toml"), "nowhere.toml"),
        (("certify", "--ports", "nowhere.yaml"), "nowhere.yaml"),
        (("certify", "--broker", "rabbit"), "rabbit"),
        (("certify", "--broker", "http://127.0.0.1"), "--broker"),
        (("certify", "--only", "GEM-01"), "GEN-01"),
        (("up", "--clock", "fast"), "fast"),
        (("smoke", "--world", "/proc/nowhere"), "/proc/nowhere"),
    ],
)
def test_a_wrong_option_is_wrong_input(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    """An option that cannot be used ends with exit code 2 and a sentence that names it, and no run folder is made."""
    done = lotproof(*arguments, cwd=tmp_path)

    assert done.returncode == 2, done.stderr
    assert named in done.stderr
    assert not list(tmp_path.glob("runs/*"))


def test_a_flow_that_is_claimed_twice_is_wrong_input(tmp_path: Path) -> None:
    """Two files that claim the same flow cannot be certified together."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f'name = "{name}"\nclaims = ["receipt"]\n')
    done = lotproof("certify", "--integration", "a.toml", "--integration", "b.toml", cwd=tmp_path)

    assert done.returncode == 2
    assert "receipt is claimed twice" in done.stderr


def test_doctor_looks_at_this_machine() -> None:
    """`lotproof doctor` finds all that it needs where the tests run."""
    done = lotproof("doctor", "--json")

    assert done.returncode == 0, done.stdout
    assert {"name", "ok", "needed"} <= set(json.loads(done.stdout)[0])
