"""
The ledger of all systems of a host: `call`, `effect`, `answer`, `delivered`, `strike`. One writer, `systems`.

Effects are appended after their commit and before the answer; what a crash kept from being appended is appended first
when the run is taken up again.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Answer, Call, EntryKind, Strike
from lotproof.harness.model.errors import RigError
from lotproof.harness.record.segment import Segment, read
from lotproof.mocks.kit.store import Store

WRITER = "systems"


class Before:
    """What a segment that is gone on with says already: calls by client, system and operation, effects by posting."""

    def __init__(self, path: Path) -> None:
        self.calls: Counter[tuple[str, str, str]] = Counter()
        self.postings: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        for entry in read(path) if path.exists() else ():
            if entry.kind == "call":
                body = entry.body
                self.postings[body["system"]] += 1
                if not body.get("desk"):
                    self.calls[body["client"], body["system"], body["op"]] += 1
            elif entry.kind == "effect":
                self.effects[entry.id] += 1


class Journal:
    """
    Writes while a run is on; between runs only tells.

    `on_effect`, `on_call` and `on_strike` are told of each entry after it is in the file; `on_broken` that the rig can
    write no more, neither ledger nor state.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._segment: Segment | None = None
        self.on_effect: Callable[[Effect], None] = lambda effect: None
        self.on_call: Callable[[str, str, str, int], None] = lambda client, system, op, nth: None
        self.on_strike: Callable[[Strike], None] = lambda strike: None
        self.on_broken: Callable[[RigError], None] = lambda error: None

    def begin(self, path: Path | None) -> Before | None:
        """From now on entries go into this file; gives what stands in it already."""
        self.end()
        if path is None:
            return None
        before = Before(path)
        self._segment = Segment(path, writer=WRITER, clock=self.clock)
        return before

    def end(self) -> None:
        if self._segment:
            self._segment.close()
        self._segment = None

    def write(self, kind: EntryKind, body: Any, *, id: str = "", mono_ns: int = 0) -> None:
        if self._segment:
            self._segment.write(kind, body, id=id, mono_ns=mono_ns)

    def call(self, posting: str, body: Call) -> None:
        self.write("call", body, id=posting)
        if not body.desk:
            self.on_call(body.client, body.system, body.op, body.nth)

    def answer(self, posting: str, body: Answer) -> None:
        self.write("answer", body, id=posting)

    def effects(self, rows: Iterable[tuple[int, Effect]]) -> None:
        """Rows that were committed just now, each with the time that was taken in the transaction."""
        for mono_ns, effect in rows:
            self.write("effect", effect, id=effect.posting, mono_ns=mono_ns)
            self.on_effect(effect)

    def strike(self, body: Strike) -> None:
        self.write("strike", body, id=body.strike)
        self.on_strike(body)

    def recover(self, store: Store, run: str, before: Before) -> None:
        """Append what the table has and the segment lacks."""
        rows = store.rows("SELECT mono_ns, posting, body FROM effect WHERE run = ? ORDER BY n", run)
        self.effects((row["mono_ns"], effect_of(row["body"])) for row in list(rows) if _lacks(before, row["posting"]))


effect_of = msgspec.json.Decoder(Effect).decode


def _lacks(before: Before, posting: str) -> bool:
    if before.effects[posting] > 0:
        before.effects[posting] -= 1
        return False
    return True
