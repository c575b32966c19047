"""
After a crash of the systems' process: what their books say was committed, and their ledger segment lacks, is appended.

A call whose effects were committed a moment before the end is then there with its effects, and without an answer.
"""

from pathlib import Path

from lotproof.harness.model.clocks import SystemClock
from lotproof.mocks.kit.journal import Journal
from lotproof.mocks.kit.store import Store


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
    for path in sorted(books.glob("*.sqlite")) if before else ():
        store = Store(path)
        try:
            journal.recover(store, run, before)
        finally:
            store.close()
    journal.end()
