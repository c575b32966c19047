"""Where runs are put."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from lotproof.harness.model.connector import Connector
from lotproof.harness.record.folder import RunFolder


def new_folder(runs: Path, scenario: str) -> Path:
    """A folder that is not there yet: `<stamp>-<scenario>`, stamps in UTC, so names sort by time."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    name = Path(scenario).stem
    path, number = runs / f"{stamp}-{name}", 2
    while path.exists():
        path, number = runs / f"{stamp}-{name}-{number}", number + 1
    return path


def beside(folder: RunFolder, connector: Connector) -> RunFolder:
    """The same evidence in a folder of its own, from which this integration is judged."""
    path = folder.path.with_name(f"{folder.path.name}-{connector.name}")
    shutil.copytree(folder.path, path)
    copy = RunFolder(path)
    copy.write_connector(connector)
    copy.seal()
    return copy
