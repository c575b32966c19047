"""The integration in Node.js before the judge: it conforms on what it claims, and the plant's day is the same."""

from pathlib import Path

import pytest
from lotproof.harness.suite.certify import certify
from lotproof.harness.suite.options import Options, Progress

from tests.integration_node.rig import NODE, installed

pytestmark = [pytest.mark.sockets, pytest.mark.slow]


def quiet(_: Progress) -> None:
    """Nobody listens."""


def test_it_conforms_and_the_truth_is_the_same(tmp_path: Path) -> None:
    """Under all faults it passes every row that concerns it; the reference in the fast lane gives the same truth."""
    installed()
    outcome = certify(Options(integrations=(NODE,), runs=tmp_path / "node", seed=7), quiet)
    (verdicts,) = outcome.verdicts
    wrong = [(one.requirement, one.outcome) for one in verdicts.verdicts if one.outcome not in ("pass", "omit")]
    assert (outcome.exit_code, wrong) == (0, [])
    assert verdicts.counts["pass"] >= 40
    other = certify(Options(runs=tmp_path / "fast", seed=7, lane="fast", size="full"), quiet)
    truths = {(folder / "truth.jsonl").read_bytes() for folder in (*outcome.folders, *other.folders)}
    assert len(truths) == 1
