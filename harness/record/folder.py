"""
The run folder: what one run leaves behind, and the doors between the rooms.

    runs/<stamp>-<scenario>/
      plan.json        what was to be played           (plan -> play)
      connector.json   what the integration declared, without secrets
      truth.jsonl      what truly happened             (play -> judge)
      ledger/*.jsonl   what was sent, called, changed, answered, struck, asked
      digests.json     SHA-256 of the evidence, written when the run closes
      verdicts.json    what the judge says             (judge -> report)
      report.html, report.json, junit.xml, summary.md
      logs/            what the integration printed
"""

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.verdicts import Verdicts

T = TypeVar("T")


class RunFolder:
    """Names and reads the files of a run; writing the ledger is the segments' own matter."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.plan_file = path / "plan.json"
        self.connector_file = path / "connector.json"
        self.truth_file = path / "truth.jsonl"
        self.ledger = path / "ledger"
        self.digests_file = path / "digests.json"
        self.verdicts_file = path / "verdicts.json"
        self.logs = path / "logs"

    @classmethod
    def create(cls, path: Path) -> "RunFolder":
        path.mkdir(parents=True, exist_ok=False)
        folder = cls(path)
        folder.ledger.mkdir()
        folder.logs.mkdir()
        return folder

    @classmethod
    def open(cls, path: Path) -> "RunFolder":
        """
        An existing run.

        Raises:
            InputError: if there is no run in that folder.
        """
        folder = cls(path)
        if not folder.plan_file.exists():
            raise InputError(
                "no run in this folder",
                which=str(path),
                expected="a folder with plan.json and ledger/",
                where="`lotproof list runs` shows the runs that are here.",
            )
        return folder

    def segment(self, writer: str) -> Path:
        return self.ledger / f"{writer}.jsonl"

    def segments(self) -> list[Path]:
        return sorted(self.ledger.glob("*.jsonl"))

    def write_plan(self, plan: Plan) -> None:
        self.plan_file.write_bytes(pretty(plan))

    def plan(self) -> Plan:
        return load(self.plan_file, Plan)

    def write_connector(self, connector: Connector) -> None:
        self.connector_file.write_bytes(pretty(connector))

    def connector(self) -> Connector:
        return load(self.connector_file, Connector)

    def write_verdicts(self, verdicts: Verdicts) -> None:
        self.verdicts_file.write_bytes(pretty(verdicts))

    def verdicts(self) -> Verdicts:
        return load(self.verdicts_file, Verdicts)

    def digests(self) -> dict[str, str]:
        """SHA-256 of each file of evidence, by its path within the folder."""
        files = [self.plan_file, self.connector_file, self.truth_file, *self.segments()]
        return {f.relative_to(self.path).as_posix(): digest(f) for f in files if f.exists()}

    def seal(self) -> None:
        """Write down the digests; from here on the evidence does not change."""
        self.digests_file.write_bytes(pretty(self.digests()))

    def check_seal(self) -> None:
        """
        Compare the evidence with the digests that were written when the run closed; an unsealed run passes.

        Raises:
            InputError: if a file of evidence was changed since.
        """
        if not self.digests_file.exists():
            return
        sealed, now = load(self.digests_file, dict[str, str]), self.digests()
        for name in sorted(sealed.keys() | now.keys()):
            if sealed.get(name) != now.get(name):
                raise InputError(
                    "the evidence was changed after the run",
                    which=str(self.path / name),
                    expected=f"SHA-256 {sealed.get(name, 'no such file')}",
                    got=now.get(name, "no such file"),
                    where="Judge an untouched copy of the run folder.",
                )


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pretty(value: object) -> bytes:
    """Canonical, readable JSON: sorted keys, two spaces, a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=2) + b"\n"


def load(path: Path, kind: type[T]) -> T:
    """
    Read a JSON file of the run.

    Raises:
        InputError: if it is missing or not of that shape; the message names file and field.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError as missing:
        raise InputError("a file of the run is missing", which=str(path)) from missing
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise InputError("a file of the run is not as it should be", which=str(path), got=str(wrong)) from wrong
