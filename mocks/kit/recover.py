"""
After a crash of the systems' process: what their books say was committed, and their ledger segment lacks, is appended.

A call whose effects were committed a moment before the end is then there with its effects, and without an answer.
"""

from pathlib import Path

import msgspec
from lotproof.harness.model.clocks import SystemClock
from lotproof.mocks.kit.journal import Journal
from lotproof.mocks.kit.store import Store

NOTE = "recording.json"


def recover(books: Path, segment: Path, run: str) -> None:
    """
    Nobody else may have books or segment open.

    Args:
        books: the folder of the systems' SQLite files.
        segment: the run's `systems` segment.
        run: which run's effects are meant.
    """
    journal = Journal(SystemClock())
    before = journal.begin(segment)
    assert before
    for path in sorted(books.glob("*.sqlite")):
        store = Store(path)
        try:
            journal.recover(store, run, before)
        finally:
            store.close()
    journal.end()


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """Which run the books are in the midst of, and where its segment is."""

    run: str
    segment: str


def note(books: Path, recording: Recording | None) -> None:
    """Write down beside the books what is recorded from now on, so that whoever comes after a crash can complete it."""
    if recording:
        books.mkdir(parents=True, exist_ok=True)
        (books / NOTE).write_bytes(msgspec.json.encode(recording))
    else:
        (books / NOTE).unlink(missing_ok=True)


def take_up(books: Path) -> None:
    """Complete the record of a run whose rig died as a whole; one that was sealed is left as it is."""
    if not (books / NOTE).exists():
        return
    recording = msgspec.json.decode((books / NOTE).read_bytes(), type=Recording)
    segment = Path(recording.segment)
    if segment.exists() and not (segment.parent.parent / "digests.json").exists():
        recover(books, segment, recording.run)
    note(books, None)
