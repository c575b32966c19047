"""Adapters for one interface: each alone with the escort doing the rest, several at once, one that writes too much."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from lotproof.harness.model.connector import Connector
from lotproof.harness.record.segment import read
from lotproof.harness.suite.guests import guests
from lotproof.harness.suite.together import together

from tests.cli.command import Command, integration

SMALL = Path(__file__).parents[2] / "mocks" / "integration" / "small"
CONFIRM, HOLDS = SMALL / "confirm", SMALL / "holds"
REFERENCE = ("{python}", "-m", "lotproof.mocks.integration")

MEDDLING = """
import asyncio, sys
sys.path.insert(0, {where!r})
import confirm

def packed_and_moved(event):
    unit = packed(event)
    portion = event["inputs"][0]
    line = {{**confirm.amount(portion), "material": "300001", "location": "FG", "to_location": "DOCK"}}
    extra.append(confirm.Posting("erp", "/goods-movements", {{"movement_type": "transfer", "lines": [line]}}))
    return unit

def with_extra(event, materials):
    yield from postings(event, materials)
    while extra:
        yield extra.pop()

extra, packed, postings = [], confirm.packed, confirm.postings
confirm.packed, confirm.postings = packed_and_moved, with_extra
asyncio.run(confirm.main())
"""


def certified(folder: Path, *files: Path) -> tuple[Command, dict[str, Any]]:
    """What came of certifying these at once; what a run does not exercise, `certify` tries with the next seed."""
    command = Command(
        "certify", "--json", *(word for file in files for word in ("--integration", str(file))), cwd=folder
    )
    command.done()
    assert command.left() == []
    assert command.out, command.err
    return command, json.loads(command.out)


def rows(verdicts: dict[str, Any]) -> dict[str, str]:
    return {row["requirement"]: row["outcome"] for row in verdicts["verdicts"]}


@pytest.mark.parametrize(
    ("file", "own", "omitted"),
    [
        (CONFIRM, {"FLOW-06", "GEN-10", "RES-05", "RES-10"}, {"IDM-05", "ORD-02", "GEN-01"}),
        (HOLDS, {"FLOW-09", "QUA-01", "QUA-03", "QUA-04", "QUA-09", "RES-05"}, {"IDM-04", "ORD-05"}),
    ],
    ids=["confirm", "holds"],
)
@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_each_is_certified_alone(tmp_path: Path, file: Path, own: set[str], omitted: set[str]) -> None:
    """It conforms; what cannot apply to it is omitted with its reason, and nothing is skipped."""
    command, outcome = certified(tmp_path, file)
    found = rows(outcome["rolled"][0])

    assert outcome["exit_code"] == 0, command.out[-3000:] + command.err[-2000:]
    assert {row for row in own if found[row] == "pass"} == own
    assert {row for row in omitted if found[row] == "omit"} == omitted
    assert set(found.values()) == {"pass", "omit"}


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_both_are_certified_at_once(tmp_path: Path) -> None:
    """Each is judged on its own flows; strikes hit their calls and nobody else's."""
    command, outcome = certified(tmp_path, CONFIRM, HOLDS)

    assert outcome["exit_code"] == 0, command.out[-3000:] + command.err[-2000:]
    assert [(one["integration"], one["scope"]["claims"]) for one in outcome["rolled"]] == [
        ("confirm", ["operation_completion"]),
        ("holds", ["lot_status"]),
    ]
    assert rows(outcome["rolled"][1]).keys().isdisjoint({"FLOW-06"})
    assert struck_clients(tmp_path) <= {"confirm", "holds"}


def struck_clients(folder: Path) -> set[str]:
    """Whose calls the strikes hit."""
    run = sorted(folder.glob("runs/*-food_hold"))[-1]
    entries = [entry for entry in read(run / "ledger" / "systems.jsonl") if entry.kind in ("call", "strike")]
    calls = {entry.id: entry.body["client"] for entry in entries if entry.kind == "call"}
    hits = [entry.body["posting"] for entry in entries if entry.kind == "strike" and entry.body.get("posting")]
    assert hits
    return {calls[posting] for posting in hits}


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_lineage_is_judged_of_all_together(tmp_path: Path) -> None:
    """One issues material, one confirms production: the lineage that only both have is judged once, of both."""
    halves = {"issues": "material_issue", "makes": "operation_completion"}
    for name, flow in halves.items():
        (tmp_path / name).mkdir()
        more = {"process": {"ready_s": 60}, "rhythm": {"poll_s": 1.0, "floor_poll_s": 0.1}}
        path = integration(tmp_path / name, *REFERENCE, "--flows", flow, claims=(flow,), **more)
        path.write_text(path.read_text().replace('name = "adapter"', f'name = "{name}"'))
    command, outcome = certified(tmp_path, *(tmp_path / name for name in halves))

    assert [one["integration"] for one in outcome["rolled"]] == ["issues", "makes", "issues+makes"]
    found = rows(outcome["rolled"][2])
    assert {"GEN-01", "GEN-02", "GEN-05"} <= {row for row, is_ in found.items() if is_ == "pass"}
    assert "FLOW-05" not in found
    assert outcome["exit_code"] == 0, command.out[-3000:] + command.err[-2000:]


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_who_writes_outside_his_claims_is_told(tmp_path: Path) -> None:
    """An adapter that posts transfers too has a finding for it, and no sum of the escort's is wrong by it."""
    (tmp_path / "meddling.py").write_text(MEDDLING.format(where=str(CONFIRM)))
    toml = tmp_path / "lotproof.toml"
    toml.write_text((CONFIRM / "lotproof.toml").read_text().replace("confirm.py", "meddling.py"))
    command, outcome = certified(tmp_path, toml)

    assert outcome["exit_code"] == 1, command.out[-3000:] + command.err[-2000:]
    assert [finding["subject"] for finding in outcome["rolled"][0]["against"]] == ["movement.quantity"]
    assert "movement" in outcome["rolled"][0]["against"][0]["sentence"]
    assert set(rows(outcome["rolled"][0]).values()) == {"pass", "omit"}


@pytest.mark.sockets
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_escort_that_dies_is_our_fault(tmp_path: Path) -> None:
    """The escort is killed in the midst of a run: exit code 3, and the adapter is not blamed."""
    command = Command("certify", "--world", "world", "--integration", str(HOLDS), cwd=tmp_path)
    command.says("of about")
    lock = json.loads((tmp_path / "world" / "lock.json").read_bytes())
    os.kill(next(one["pid"] for one in lock["children"] if one["what"] == "integration escort"), signal.SIGKILL)

    assert command.done() == 3, command.out + command.err
    assert "the escort is gone" in command.out + command.err
    assert command.left() == []


def test_a_flow_that_is_claimed_twice(tmp_path: Path) -> None:
    """Two adapters for one flow are wrong input: exit code 2, with flow and both files."""
    integration(tmp_path, *REFERENCE, claims=("shipment", "lot_status"))
    command = Command("certify", "--integration", str(HOLDS), "--integration", str(tmp_path), cwd=tmp_path)

    assert command.done() == 2
    assert "the flow lot_status is claimed twice" in command.err and str(tmp_path) in command.err


def test_the_escort_carries_exactly_the_rest() -> None:
    """What neither of two adapters claims is the escort's, and nothing else."""
    who = guests([CONFIRM, HOLDS])

    assert [(guest.name, guest.escort) for guest in who] == [("confirm", False), ("holds", False), ("escort", True)]
    assert {"operation_completion", "lot_status"}.isdisjoint(who[2].connector.claims)
    assert len({flow for guest in who for flow in guest.connector.claims}) == 10


def test_nothing_is_judged_together_that_one_shows_alone() -> None:
    """Only where a row needs the claims of several is there a judgement of all of them together."""
    a, b, c = (
        Connector(name=flow, claims=(flow,)) for flow in ("material_issue", "operation_completion", "lot_status")
    )

    assert [one.name for one in together([a, b])] == ["material_issue+operation_completion"]
    assert together([b, c]) == together([a]) == ()
