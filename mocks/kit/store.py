"""
One system's SQLite file: state, effect rows, change feed and idempotency store, so that one transaction holds them all.

    entity      what stands in the system, one JSON document each (order, lot, consumption ...)
    book        net sums by natural reference: stock is one of them, consumption per order another
    worth       the last value of each field
    effect      what changed, in the ledger's words; its time is taken inside the transaction
    change      the feed: what was announced, with its source identity
    idempotency what the handler answered under a key
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lotproof.harness.model.errors import InputError, LotproofError, RigError

SCHEMA = """
CREATE TABLE IF NOT EXISTS entity (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL,
    reference TEXT NOT NULL, about TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, key)
);
CREATE INDEX IF NOT EXISTS entity_about ON entity (kind, about) WHERE about <> '';
CREATE INDEX IF NOT EXISTS entity_reference ON entity (kind, reference) WHERE reference <> '';
CREATE TABLE IF NOT EXISTS number (kind TEXT, natural TEXT, n INTEGER NOT NULL, PRIMARY KEY (kind, natural))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS book (
    entity TEXT, field TEXT, unit TEXT, "order" TEXT, operation TEXT, item TEXT, lot TEXT, location TEXT, status TEXT,
    total INTEGER NOT NULL,
    UNIQUE (entity, field, unit, "order", operation, item, lot, location, status)
);
CREATE TABLE IF NOT EXISTS worth (
    entity TEXT, field TEXT, key TEXT, value TEXT NOT NULL, "order" TEXT, item TEXT, lot TEXT,
    PRIMARY KEY (entity, field, key)
);
CREATE TABLE IF NOT EXISTS effect (
    n INTEGER PRIMARY KEY, run TEXT NOT NULL, mono_ns INTEGER NOT NULL, posting TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS change (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS change_run ON change (run, stream);
CREATE TABLE IF NOT EXISTS idempotency (
    client TEXT, key TEXT, digest TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (client, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS webhook (
    id TEXT PRIMARY KEY, client TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, UNIQUE (client, url)
);
"""

CHECKPOINT_PAGES = 8000
"""32 MB: a checkpoint waits for the disk, and a posting should seldom meet one."""

PATIENCE_S = 5.0
"""How long to wait for a process that is about to let go of the file."""


class Store:
    """
    The only connection to the file.

    Args:
        path: the file; without it the state lives in memory.

    Raises:
        InputError: if another process has the file.
        RigError: if it cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", timeout=PATIENCE_S, isolation_level=None, cached_statements=256)
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare()
        except sqlite3.OperationalError as refused:
            raise _shut(path, refused) from refused

    def _prepare(self) -> None:
        """Nobody else has the file open, which saves a lock for every look."""
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        self._db.executescript(SCHEMA)

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._db.execute(sql, values)

    def one(self, sql: str, *values: object) -> Any:
        """The first row, or None."""
        return self._db.execute(sql, values).fetchone()

    def rows(self, sql: str, *values: object) -> Iterator[Any]:
        return iter(self._db.execute(sql, values))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nobody awaits in here, so nobody else is ever in between."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()


def _shut(path: Path | None, refused: sqlite3.OperationalError) -> LotproofError:
    """Why the file cannot be opened: somebody has it, or the disk does not take it."""
    told = {"which": str(path), "got": str(refused)}
    if refused.sqlite_errorname.startswith("SQLITE_BUSY"):
        where = "Another lotproof may be using this world: end it, or name another one."
        return InputError("the state of a business system is in use", **told, where=where)
    return RigError("the state of a business system cannot be opened", **told, where="Free space on the disk.")
