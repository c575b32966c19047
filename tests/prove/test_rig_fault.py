"""A run whose record cannot be is judged as our rig's fault: exit code 3, every row `error`, nobody blamed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lotproof.harness.judge import judge
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.suite.matrix import Golden
from lotproof.harness.suite.trial import Question, attempt

Entry = dict[str, Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the reference in the fast lane."""
    question = Question(
        golden=Golden(name="reference"),
        scenarios=("food_hold",),
        runs=str(tmp_path_factory.mktemp("runs")),
        rows=("FLOW-05",),
        seeds=1,
    )
    return Path(attempt(question).folders[0])


def tampered(run: Path, to: Path, writer: str, change: Callable[[Entry], Entry]) -> RunFolder:
    """A copy of the run in which each entry of one writer was changed before the run was sealed."""
    folder = RunFolder.create(to)
    for name in ("plan.json", "connector.json", "truth.jsonl"):
        (to / name).write_bytes((run / name).read_bytes())
    for segment in (run / "ledger").glob("*.jsonl"):
        lines = [msgspec.json.decode(line) for line in segment.read_bytes().splitlines()]
        kept = [change(line) for line in lines] if segment.stem == writer else lines
        folder.segment(segment.stem).write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in kept))
    return folder


def fact(kind: str, **new: Any) -> Callable[[Entry], Entry]:
    """The facts of a kind told otherwise."""

    def change(entry: Entry) -> Entry:
        there = entry["kind"] == "fact" and entry["body"]["kind"] == kind
        return entry | {"body": entry["body"] | new} if there else entry

    return change


def more_stock(entry: Entry) -> Entry:
    """Every effect on stock says a hundred times what the system did."""
    body = entry["body"]
    there = entry["kind"] == "effect" and body["entity"] == "stock"
    return entry | {"body": body | {"delta": str(float(body["delta"]) * 100)}} if there else entry


def flour(entry: Entry) -> Entry:
    """Every consumption takes a ton."""
    body = entry["body"]
    there = entry["kind"] == "fact" and body["kind"] == "consumed"
    return entry | {"body": body | {"ins": [one | {"quantity": "1000"} for one in body["ins"]]}} if there else entry


def test_an_untouched_copy_is_judged(run: Path, tmp_path: Path) -> None:
    """Copied without a change, the record is one of a world that can be."""
    verdicts = judge(tampered(run, tmp_path / "copy", "conductor", lambda entry: entry), only=("FLOW-05",))

    assert [(v.outcome, v.findings) for v in verdicts.verdicts] == [("pass", ())]


@pytest.mark.parametrize(
    ("writer", "change", "said"),
    [
        ("conductor", flour, "more was taken than there ever was"),
        ("conductor", fact("produced", words={"colour": "red"}), "bears the word 'colour'"),
        ("conductor", fact("packed", outs=[{"item": "unit:NORTH:1", "role": "content"}]), "was packed again"),
        ("conductor", fact("order_released", order="M1"), "order M1 was given"),
        ("systems", more_stock, "and has written down"),
    ],
    ids=["mass", "schema", "sscc", "order", "books"],
)
def test_an_impossible_world_is_our_fault(
    run: Path, tmp_path: Path, writer: str, change: Callable[[Entry], Entry], said: str
) -> None:
    """Mass from nowhere, a forbidden word, a number used twice, books that differ: exit code 3 and no finding."""
    verdicts = judge(tampered(run, tmp_path / "broken", writer, change), only=("FLOW-05",))

    assert (verdicts.exit_code, verdicts.conclusion) == (3, "rig error")
    assert [(v.outcome, v.findings) for v in verdicts.verdicts] == [("error", ())]
    assert any(said in note for note in verdicts.notes)
