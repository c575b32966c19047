"""The nouns that tests share, and the rule that nothing skips in CI without a known reason."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import Segment

EXPECTED_SKIPS = ("the shared texts are not beside this checkout",)
"""Reasons that a test may give for skipping where LOTPROOF_CI is set; any other skip fails."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return Path(__file__).parent.parent


@pytest.fixture
def run_folder(tmp_path: Path) -> RunFolder:
    """An empty run folder."""
    return RunFolder.create(tmp_path / "run")


@pytest.fixture
def ledger(run_folder: RunFolder) -> Iterator[Segment]:
    """The conductor's own segment in an empty run folder."""
    segment = Segment(run_folder.segment("conductor"), writer="conductor", clock=SystemClock())
    yield segment
    segment.close()


def not_in_ci(report):
    """In CI a skip is a failure: the machine was told to bring everything along."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    unexpected = report.skipped and not hasattr(report, "wasxfail") and not reason.endswith(EXPECTED_SKIPS)
    if os.environ.get("LOTPROOF_CI") and unexpected:
        report.outcome, report.longrepr = "failed", f"skipped in CI, where nothing may be missing: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return not_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return not_in_ci((yield))
