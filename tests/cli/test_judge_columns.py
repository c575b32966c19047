"""`lotproof judge RUN --columns`: the rows that postings alone decide, or why the plain judge has to."""

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.cli.command import Command
from tests.epcis.played import run

pytest.importorskip("duckdb", reason="needs the extra columns: pip install lotproof[columns]")
pytest.importorskip("scipy", reason="needs the extra columns: pip install lotproof[columns]")

ROWS = ("GEN-01", "GEN-02", "GEN-05", "GEN-11", "GEN-19")


@pytest.fixture
def untraced(tmp_path: Path) -> Path:
    """A run of an integration that offers no trace, not sealed, so that a test may change it."""
    return without_trace(run(scenario="supplier_recall").path, tmp_path / "run")


def without_trace(recorded: Path, copy: Path) -> Path:
    shutil.copytree(recorded, copy)
    (copy / "digests.json").unlink()
    connector = msgspec.json.decode((copy / "connector.json").read_bytes())
    connector["trace"] = {"kind": "none"}
    (copy / "connector.json").write_bytes(msgspec.json.encode(connector))
    return copy


def test_a_correct_run(untraced: Path, tmp_path: Path) -> None:
    """Five rows, nothing wrong, and it says that they are not all."""
    command = Command("judge", str(untraced), "--columns", cwd=tmp_path)
    assert command.done() == 0, command.out + command.err
    assert [row for row in ROWS if row in command.out] == list(ROWS)
    assert "needs the plain judge" in command.out


def test_a_wrong_quantity_is_found(untraced: Path, tmp_path: Path) -> None:
    """One posting to MES has ten times as much: which lot and order, what it says and what it was."""
    ledger = untraced / "ledger" / "systems.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    found = next(n for n, one in enumerate(lines) if b'"entity":"consumption"' in one and b'"system":"mes"' in one)
    lines[found] = lines[found].replace(b'"delta":"', b'"delta":"9')
    ledger.write_bytes(b"".join(lines))
    command = Command("judge", str(untraced), "--columns", cwd=tmp_path)
    assert command.done() == 1, command.out + command.err
    assert "GEN-05: Postings say that 9" in command.out


def test_nothing_to_look_at_proves_nothing(untraced: Path, tmp_path: Path) -> None:
    """Who claims receipts only is asked for none of these rows."""
    connector = msgspec.json.decode((untraced / "connector.json").read_bytes())
    (untraced / "connector.json").write_bytes(msgspec.json.encode({**connector, "claims": ["receipt"]}))
    command = Command("judge", str(untraced), "--columns", cwd=tmp_path)
    assert command.done() == 4, command.out + command.err


def test_a_cut_ledger_is_refused(untraced: Path, tmp_path: Path) -> None:
    """Lines that are missing are nobody's fault in lineage."""
    ledger = untraced / "ledger" / "systems.jsonl"
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-3]))
    command = Command("judge", str(untraced), "--columns", cwd=tmp_path)
    assert command.done() == 2
    assert "the ledger was cut after the run" in command.err


@pytest.mark.parametrize(
    ("scenario", "traced", "why"),
    [
        ("supplier_recall", True, "the integration offers a trace"),
        ("by_products", False, "messages of the floor were struck"),
    ],
)
def test_what_needs_the_plain_judge_is_refused(tmp_path: Path, scenario: str, traced: bool, why: str) -> None:
    """It says why, and how to judge it."""
    recorded = run(scenario=scenario).path
    folder = recorded if traced else without_trace(recorded, tmp_path / "run")
    command = Command("judge", str(folder), "--columns", cwd=tmp_path)
    assert command.done() == 2
    assert why in command.err
    assert "without --columns" in command.err
