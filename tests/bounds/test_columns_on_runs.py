"""On real runs the columnar judge and the plain one see the same: net effects, and what reached what."""

from pathlib import Path

import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.tags import Tag
from lotproof.harness.record.segment import read as read_segment
from lotproof.harness.record.truth import read
from lotproof.harness.suite.bulk import simulate

pytest.importorskip("duckdb", reason="needs the extra columns: pip install lotproof[columns]")
pytest.importorskip("scipy", reason="needs the extra columns: pip install lotproof[columns]")

from lotproof.harness.judge.columns import Columns
from lotproof.harness.judge.lineage import Lineage

from tests.epcis.played import run

SCENARIOS = ("food_hold", "late_correction", "serial_swap", "rework_loop")


def tag_of(folder) -> Tag:
    entries = (entry for path in folder.segments() for entry in read_segment(path))
    return Tag(next(entry.body["tag"] for entry in entries if entry.kind == "run"))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_correct_run_has_no_difference(tmp_path: Path, scenario: str) -> None:
    """In MES and ERP all sums are as expected; what is missing is a lot that nobody received, rightly not invented."""
    folder = run(scenario=scenario)
    tag = tag_of(folder)
    known = {portion.item for fact in read(folder.truth_file) for portion in fact.outs}
    with Columns(tmp_path) as columns:
        columns.load_truth(folder.truth_file, tag)
        columns.load_ledger(folder.segments(), tag)
        for system in ("mes", "erp"):
            differences = columns.compare(observed=system)
            assert [one for one in differences if one.observed is not None] == []
            assert not {f"lot:{one.item}:{one.lot}" for one in differences} & {tag.render(item) for item in known}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_reach_is_that_of_the_lineage(tmp_path: Path, scenario: str) -> None:
    """From every lot, forward and back: must where time counts, may where it does not."""
    simulate(scenario, tmp_path / "run", facts=150)
    facts = list(read(tmp_path / "run" / "truth.jsonl"))
    lineage, tag = Lineage(facts), Tag.of(1)
    with Columns(tmp_path / "spill") as columns:
        columns.load_truth(tmp_path / "run" / "truth.jsonl", tag)
        for item in lots(facts):
            (start,) = rendered({item}, tag)
            for timely, since in ((False, None), (True, 0)):
                ahead = rendered(lineage.descendants(item, timely=timely), tag)
                assert items(columns.recall(start, since=since)) == ahead, (item, timely)
            assert items(columns.trace(start)) == rendered(lineage.ancestors(item, timely=False), tag)
            behind = rendered(lineage.ancestors(item, timely=True), tag)
            assert items(columns.trace(start, until=2**62)) == behind, item


def lots(facts: list[Fact]) -> list[str]:
    return sorted({one.item for fact in facts for one in (*fact.ins, *fact.outs) if not one.item.startswith("unit:")})


def rendered(names: set[str], tag: Tag) -> set[str]:
    return {tag.render(name).replace("serial:", "lot:", 1) for name in names}


def items(names: set[str]) -> set[str]:
    """What was reached, orders left out."""
    return {name for name in names if name.startswith("lot:")}
