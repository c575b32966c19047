"""Past runs: what lies in a folder of runs, and which one is meant."""

from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.model.errors import InputError
from lotproof.harness.record.folder import RunFolder


class Summary(msgspec.Struct, frozen=True):
    """As much of `verdicts.json` as a list shows."""

    conclusion: str = ""
    integration: str = ""


class Played(msgspec.Struct, frozen=True):
    """As much of `plan.json` as a list shows."""

    scenario: str = ""
    seed: int = 0


def past_runs(runs: Path) -> list[dict[str, Any]]:
    """The runs of a folder, newest first."""
    folders = sorted((plan.parent for plan in runs.glob("*/plan.json")), reverse=True)
    return [_row(RunFolder(folder)) for folder in folders]


def latest(runs: Path) -> RunFolder:
    """
    The newest run.

    Raises:
        InputError: if there is none.
    """
    rows = past_runs(runs)
    if not rows:
        raise InputError("there is no run yet", which=str(runs), where="`lotproof certify` makes one.")
    return RunFolder.open(Path(rows[0]["run"]))


def _row(folder: RunFolder) -> dict[str, Any]:
    played, judged = _read(folder.plan_file, Played), _read(folder.verdicts_file, Summary)
    return {
        "run": str(folder.path),
        "scenario": played.scenario if played else "",
        "seed": played.seed if played else 0,
        "integration": judged.integration if judged else "",
        "conclusion": judged.conclusion if judged else "not judged",
    }


def _read(path: Path, kind: type[Any]) -> Any:
    """The file, or None where it is missing or not readable."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None
