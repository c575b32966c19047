"""A certification that somebody of the rig does not survive, and what is left of its record."""

import json
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path

import msgspec
from lotproof.harness.judge import judge
from lotproof.harness.judge.evidence import Evidence, load
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.verdicts import Verdicts
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import read
from lotproof.harness.suite.processes import Child, alive

from tests.cli.command import Command

PATIENT_S = 120.0
LINES = (20, 400)
"""The conductor's record of a whole run has some five hundred lines."""


class Rig:
    """`lotproof certify` in a world that is kept; who is killed is named `conductor`, `systems` or `broker`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.world = folder, folder / "world"
        self.command = Command("certify", "--world", "world", cwd=folder)

    def killed(self, who: str, seed: int) -> "Rig":
        """Killed when the record has grown to a length that the seed draws; children by themselves end first."""
        wanted = random.Random(f"{who}/{seed}").randrange(*LINES)
        self._until(lambda: self.lines() >= wanted)
        pid = self.command.process.pid if who == "conductor" else self.child(who).pid
        os.kill(pid, signal.SIGKILL)
        self.command.done()
        systems = self.child("systems") if who == "conductor" else None
        self._until(lambda: systems is None or not alive(systems))
        return self

    def lines(self) -> int:
        there = list(self.folder.glob("runs/*/ledger/conductor.jsonl"))
        return there[0].read_bytes().count(b"\n") if there else 0

    def children(self) -> list[Child]:
        lock = json.loads((self.world / "lock.json").read_bytes())
        return msgspec.convert(lock["children"], list[Child])

    def child(self, what: str) -> Child:
        return next(one for one in self.children() if one.what.startswith(what))

    def _until(self, there: object) -> None:
        end = time.monotonic() + PATIENT_S
        while not there():  # type: ignore[operator]
            assert time.monotonic() < end, self.command.err
            time.sleep(0.02)

    # -- what is left of it ----------------------------------------------------------------------------------------

    @property
    def run(self) -> RunFolder:
        return RunFolder.open(next(self.folder.glob("runs/*")))

    @property
    def evidence(self) -> Evidence:
        return load(self.run)

    def judged(self) -> Verdicts | InputError:
        """The verdicts that the evidence carries, or the refusal."""
        try:
            return judge(self.run)
        except InputError as refused:
            return refused

    def committed(self) -> Counter[str]:
        """What stands in the systems' own books, by posting."""
        found: Counter[str] = Counter()
        for path in (self.world / "systems").glob("*.sqlite"):
            db = sqlite3.connect(path)
            found.update(posting for (posting,) in db.execute("SELECT posting FROM effect WHERE run LIKE '2%'"))
            db.close()
        return found

    def recorded(self) -> Counter[str]:
        """The effects that stand in the ledger, by posting; reading finds every number in its place."""
        entries = [entry for path in self.run.segments() for entry in read(path)]
        return Counter(entry.id for entry in entries if entry.kind == "effect")
