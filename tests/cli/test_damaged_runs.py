"""A run folder that is not as it was recorded: one clear sentence that says which file and where, and no verdict."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lotproof.harness.record.folder import RunFolder

from tests.cli.command import Command

Damage = Callable[[RunFolder], None]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the fast lane."""
    folder = tmp_path_factory.mktemp("recorded")
    command = Command("run", "food_hold", "--lane", "fast", "--size", "sketch", cwd=folder)
    assert command.done() in (0, 4), command.out + command.err
    (run,) = (folder / "runs").iterdir()
    return run


def lines(change: Callable[[list[bytes]], list[bytes]], name: str = "systems") -> Damage:
    """The lines of a segment are changed."""

    def damage(run: RunFolder) -> None:
        path = run.segment(name)
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return damage


def text(name: str, old: str, new: str) -> Damage:
    """Something is changed in the text of a file."""

    def damage(run: RunFolder) -> None:
        path = run.path / name
        before = path.read_text()
        assert old in before
        path.write_text(before.replace(old, new, 1))

    return damage


def gone(name: str) -> Damage:
    """A file is not there."""
    return lambda run: (run.path / name).unlink()


def line(number: int, change: Callable[[bytes], bytes]) -> Damage:
    """The line of this number is changed."""
    return lines(lambda rows: [*rows[: number - 1], change(rows[number - 1]), *rows[number:]])


DAMAGES: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "cut in the middle of a line": (
        lines(lambda rows: [*rows[:-1], rows[-1][:30]]),
        ("the ledger was cut after the run", "systems.jsonl", "entries"),
    ),
    "the last lines are gone": (
        lines(lambda rows: rows[:-7]),
        ("the ledger was cut after the run", "systems.jsonl", "expected", "entries"),
    ),
    "a segment is gone": (gone("ledger/systems.jsonl"), ("systems.jsonl", "no such file")),
    "a broken line": (line(20, lambda row: row[:40] + b"\n"), ("is no entry", "systems.jsonl, line 20")),
    "a line that is taken out": (line(20, lambda row: b""), ("has a gap", "line 20", "expected seq 19", "got seq 20")),
    "a line that stands twice": (line(20, lambda row: row + row), ("has a gap", "line 21", "expected seq 20")),
    "an entry of a newer version": (
        line(20, lambda row: row.replace(b'"v":1,', b'"v":2,')),
        ("newer than this lotproof", "line 20", "version 1 or less", "version 2"),
    ),
    "a kind that nobody knows": (
        line(20, lambda row: row.replace(b'"kind":"', b'"kind":"x')),
        ("is no entry", "line 20", "$.kind"),
    ),
    "bytes that are no text": (
        line(20, lambda row: row.replace(b'"id":"', b'"id":"\xff')),
        ("is no entry", "systems.jsonl, line 20"),
    ),
    "a body unlike its kind": (
        lines(lambda rows: [row.replace(b'"client":"', b'"clint":"') for row in rows]),
        ("a ledger entry is no 'call'", "entry systems-", "client"),
    ),
    "a number that is none": (
        text("plan.json", '"decimals": 3', '"decimals": "three"'),
        ("the record cannot be judged", "three", "no digests"),
    ),
    "nothing in the first segment": (lines(lambda rows: [], "conductor"), ("no header", "The run never began")),
    "no plan": (gone("plan.json"), ("no run in this folder", "lotproof list runs")),
    "no connector": (gone("connector.json"), ("a file of the run is missing", "connector.json")),
    "a plan without its seed": (text("plan.json", '"seed"', '"sede"'), ("plan.json", "seed")),
}


def judged(run: Path, damage: Damage, where: Path, *, sealed: bool) -> Command:
    """What `lotproof judge` says of a damaged copy; sealed, or one that lost its seal as well."""
    folder = RunFolder(Path(shutil.copytree(run, where / "copy")))
    folder.verdicts_file.unlink()
    damage(folder)
    if not sealed:
        folder.digests_file.unlink()
    command = Command("judge", str(folder.path), cwd=where)
    command.done()
    assert not folder.verdicts_file.exists() or command.process.returncode != 2
    return command


@pytest.mark.parametrize("name", DAMAGES)
def test_what_lost_its_seal_is_named_with_its_place(recorded: Path, tmp_path: Path, name: str) -> None:
    """Exit code 2 and one sentence with file, line, expected and got; no verdict is given on what is left."""
    damage, words = DAMAGES[name]
    command = judged(recorded, damage, tmp_path, sealed=False)

    assert command.process.returncode == 2, command.out + command.err
    assert [word for word in words if word not in command.err] == [], command.err
    assert "Traceback" not in command.err and command.out == ""


@pytest.mark.parametrize("name", ["truth.jsonl", "plan.json", "connector.json", "ledger/systems.jsonl"])
def test_what_was_changed_under_its_seal_is_refused(recorded: Path, tmp_path: Path, name: str) -> None:
    """One character is enough: the file is named, with the digest that was expected and the one that is there."""
    command = judged(recorded, text(name, "0", "1"), tmp_path, sealed=True)

    assert command.process.returncode == 2, command.out + command.err
    assert "the evidence was changed after the run" in command.err and name in command.err
    assert command.err.count("SHA-256") == 1


def test_a_truth_that_differs_from_the_ledger_is_never_held_against_the_integration(
    recorded: Path, tmp_path: Path
) -> None:
    """Without its seal, facts that the ledger knows otherwise are our rig's fault: exit code 3."""
    command = judged(recorded, text("truth.jsonl", '"at_us":', '"at_us":1'), tmp_path, sealed=False)

    assert command.process.returncode == 3, command.out + command.err
    assert "truth.jsonl" in command.out


def test_a_run_without_its_seal_says_so(recorded: Path, tmp_path: Path) -> None:
    """Nothing else is wrong: it is judged as before, with a note that nothing shows it to be unchanged."""
    command = judged(recorded, lambda run: None, tmp_path, sealed=False)

    assert command.process.returncode in (0, 4)
    assert "digests.json is missing" in command.out
