"""A judged run to report on."""

from pathlib import Path

import pytest
from lotproof.harness.record.folder import RunFolder

from tests.reports.story import tell


@pytest.fixture
def told(tmp_path: Path) -> RunFolder:
    """The food scenario with an integration that passes a hold to ERP alone."""
    return tell(tmp_path / "run-1")
