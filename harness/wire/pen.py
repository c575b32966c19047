"""A pen that outlives the page: a wire lives as long as its world, the segment that it writes into only for one run."""

from typing import Any

from lotproof.harness.model.entries import EntryKind
from lotproof.harness.record.segment import Segment


class Pen:
    """Writes into whatever segment lies open; with none, what happens between runs is nobody's evidence."""

    def __init__(self, segment: Segment | None = None) -> None:
        self.segment = segment

    def write(self, kind: EntryKind, body: Any, *, id: str = "") -> None:
        if self.segment:
            self.segment.write(kind, body, id=id)
