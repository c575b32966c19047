"""Where runs are put."""

from datetime import UTC, datetime
from pathlib import Path


def new_folder(runs: Path, scenario: str) -> Path:
    """A folder that is not there yet: `<stamp>-<scenario>`, stamps in UTC, so names sort by time."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    name = Path(scenario).stem
    path, number = runs / f"{stamp}-{name}", 2
    while path.exists():
        path, number = runs / f"{stamp}-{name}-{number}", number + 1
    return path
