"""What is judged in columns is what the plain judge says: outcome and number of situations, row by row."""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from lotproof.harness.judge.evidence import Evidence, gather, load, merged
from lotproof.harness.judge.judgement import verdicts_of
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.harness.judge.terms import Terms
from lotproof.harness.model.entries import Entry
from lotproof.harness.record import segment
from lotproof.harness.record.folder import RunFolder

pytest.importorskip("duckdb", reason="needs the extra columns: pip install lotproof[columns]")
pytest.importorskip("scipy", reason="needs the extra columns: pip install lotproof[columns]")

from lotproof.harness.judge.bulk import judged, unfit
from lotproof.harness.judge.columns import Columns

from tests.epcis.played import run

ROWS = ("GEN-01", "GEN-02", "GEN-05", "GEN-11", "GEN-19")
FIT = ("by_products", "dst_night", "rework_loop", "serial_swap", "supplier_recall", "multi_plant_transfer")
UNFIT = {
    "food_hold": "lots were used that nobody had received or made",
    "late_correction": "were taken back in part",
    "silo_blend": "what lay in a tank has bounds",
}
SEEDS = range(12)

Said = dict[str, tuple[str, int]]


def asked_of_postings(folder: RunFolder) -> Evidence:
    """A run of one that offers no trace: its postings are the answer."""
    evidence = load(folder)
    trace = msgspec.structs.replace(evidence.connector.trace, kind="none", url="")
    evidence.connector = msgspec.structs.replace(evidence.connector, trace=trace)
    return evidence


def plainly(evidence: Evidence) -> Said:
    """What is not exercised is outside for the one and a skip for the other."""
    rows = [REQUIREMENTS[row] for row in ROWS]
    found = {one.requirement: (one.outcome, one.exercised) for one in verdicts_of(evidence, rows).verdicts}
    return {row: found.get(row, ("skip", 0)) for row in ROWS}


def in_columns(folder: RunFolder, ledger: list[Path], evidence: Evidence, spill: Path) -> Said:
    terms = Terms.of(evidence.plan.enterprise)
    with Columns(spill, units=terms.units) as columns:
        columns.load_truth(folder.truth_file, evidence.tag)
        columns.load_ledger(ledger, evidence.tag)
        assert unfit(columns, terms) == ""
        told = judged(columns, terms)
    assert all(bool(one.shown) == bool(one.wrong) for one in told)
    return {one.requirement: (one.outcome, one.exercised) for one in told}


@pytest.mark.parametrize("scenario", FIT)
def test_a_correct_run(tmp_path: Path, scenario: str) -> None:
    """Both find nothing, in as many situations."""
    folder = run(scenario=scenario)
    evidence = asked_of_postings(folder)
    said = in_columns(folder, folder.segments(), evidence, tmp_path)
    assert said == plainly(evidence)
    assert {outcome for outcome, _ in said.values()} <= {"pass", "skip"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scenario", FIT)
def test_a_run_gone_wrong(tmp_path: Path, scenario: str, seed: int) -> None:
    """Postings are lost, doubled, of another lot, order, unit or quantity: both find it, or neither."""
    folder = run(scenario=scenario)
    right = asked_of_postings(folder)
    entries = [entry for path in folder.segments() for entry in segment.read(path)]
    wrong = list(gone_wrong(entries, random.Random(seed)))
    ledger = tmp_path / "systems.jsonl"
    ledger.write_bytes(b"".join(msgspec.json.encode(entry) + b"\n" for entry in wrong))
    evidence = Evidence(plan=right.plan, connector=right.connector, run=right.run, tag=right.tag)
    gather(evidence, merged([[one for one in entries if one.kind != "effect" and not books(one)], wrong]))
    assert in_columns(folder, [ledger], evidence, tmp_path / "spill") == plainly(evidence)


def gone_wrong(entries: list[Entry], chance: random.Random) -> Iterator[Entry]:
    """All effects, some of them changed."""
    effects = [entry for entry in entries if entry.kind == "effect"]
    passed = [one for one in effects if one.body["system"] == "mes" and one.body["entity"] in IN_AND_OUT]
    vices = {id(chance.choice(passed)): chance.choice(VICES) for _ in range(chance.choice((1, 1, 2, 3)))}
    for entry in effects:
        vice = vices.get(id(entry), "")
        other = chance.choice(passed).body
        changed = {
            "lot": {"item": other["item"], "lot": other["lot"]},
            "order": {"order": other["order"]},
            "unit": {"unit": chance.choice(("g", ""))},
            "half": {"delta": str(float(entry.body.get("delta") or 0) / 2)},
            "hair": {"delta": str(float(entry.body.get("delta") or 0) + 0.0004)},
        }.get(vice, {})
        if vice != "lost":
            yield from [msgspec.structs.replace(entry, body={**entry.body, **changed})] * (2 if vice == "twice" else 1)


IN_AND_OUT = ("consumption", "production")
VICES = ("lost", "twice", "lot", "order", "unit", "half", "hair")


def books(entry: Entry) -> bool:
    """The systems' own books, which say that the effects were changed."""
    return entry.kind == "observed" and entry.body["what"] == "state"


@pytest.mark.parametrize("scenario", UNFIT)
def test_what_needs_the_plain_judge(tmp_path: Path, scenario: str) -> None:
    """Each reason is said, and nothing is guessed."""
    folder = run(scenario=scenario)
    evidence = load(folder)
    with Columns(tmp_path) as columns:
        columns.load_truth(folder.truth_file, evidence.tag)
        columns.load_ledger(folder.segments(), evidence.tag)
        assert UNFIT[scenario] in unfit(columns, Terms.of(evidence.plan.enterprise))
