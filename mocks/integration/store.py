"""
One SQLite database holds all that matters: who was heard, what is to be sent, what is known.

A transaction never spans an await, so there is one writer and no lock. Whoever is killed between two lines finds
either all of a transaction or nothing of it.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (
    stream TEXT, seq INTEGER, source TEXT, system TEXT, kind TEXT, plant TEXT, order_id TEXT, path TEXT, state TEXT,
    waits_for TEXT, due REAL, received REAL, body BLOB, PRIMARY KEY (stream, seq)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (state) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS inbox_source ON inbox (source);
CREATE TABLE IF NOT EXISTS unreadable (id TEXT PRIMARY KEY, path TEXT, topic TEXT, body BLOB);
CREATE TABLE IF NOT EXISTS posting (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, system TEXT, path TEXT, body BLOB, flow TEXT, lane TEXT, rank TEXT,
    gate TEXT, entity TEXT, needs BLOB, gives BLOB, source TEXT, plant TEXT, subject BLOB, state TEXT, code TEXT,
    created REAL, ended REAL, refusals INTEGER, answer BLOB);
CREATE INDEX IF NOT EXISTS posting_waiting ON posting (state) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS posting_source ON posting (source);
CREATE TABLE IF NOT EXISTS given (system TEXT, path TEXT, PRIMARY KEY (system, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS newest (entity TEXT PRIMARY KEY, rank TEXT);
CREATE TABLE IF NOT EXISTS cursor (system TEXT PRIMARY KEY, cursor INTEGER);
CREATE TABLE IF NOT EXISTS registration (system TEXT PRIMARY KEY, id TEXT, url TEXT);
CREATE TABLE IF NOT EXISTS item (code TEXT PRIMARY KEY, body BLOB);
CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS exception (
    id TEXT PRIMARY KEY, kind TEXT, severity TEXT, code TEXT, raised_at TEXT, closed_at TEXT, plant TEXT,
    subject BLOB, source TEXT, correlation_id TEXT, text TEXT, posting INTEGER);
CREATE INDEX IF NOT EXISTS exception_source ON exception (source);
CREATE TABLE IF NOT EXISTS completion (
    order_id TEXT PRIMARY KEY, item TEXT, plant TEXT, source TEXT, due REAL, state TEXT);
CREATE TABLE IF NOT EXISTS hold (
    hold TEXT PRIMARY KEY, item TEXT, lot TEXT, placed INTEGER DEFAULT 0, released INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS lot (
    item TEXT, lot TEXT, known INTEGER DEFAULT 0, received INTEGER DEFAULT 0, decision TEXT DEFAULT '',
    decided INTEGER DEFAULT 0, scrapped INTEGER DEFAULT 0, told TEXT DEFAULT '', version INTEGER DEFAULT 0,
    PRIMARY KEY (item, lot)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thing (key TEXT PRIMARY KEY, kind TEXT, scope TEXT, number TEXT);
CREATE INDEX IF NOT EXISTS thing_number ON thing (number);
CREATE TABLE IF NOT EXISTS alias (
    thing TEXT, system TEXT, kind TEXT, scope TEXT, id TEXT, PRIMARY KEY (thing, system, kind, scope, id));
CREATE INDEX IF NOT EXISTS alias_id ON alias (id);
CREATE TABLE IF NOT EXISTS step (
    key TEXT PRIMARY KEY, type TEXT, plant TEXT, start TEXT, end TEXT, equipment TEXT, operator TEXT, location TEXT);
CREATE TABLE IF NOT EXISTS document (
    step TEXT, system TEXT, kind TEXT, scope TEXT, id TEXT, PRIMARY KEY (step, kind, scope, id));
CREATE INDEX IF NOT EXISTS document_id ON document (kind, id);
CREATE TABLE IF NOT EXISTS inspection (
    thing TEXT, system TEXT, item TEXT, lot TEXT, decision TEXT, at TEXT,
    PRIMARY KEY (thing, at, decision)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edge (
    id INTEGER PRIMARY KEY, thing TEXT, step TEXT, side TEXT, role TEXT, quantity TEXT, unit TEXT,
    event_time TEXT, recorded_time TEXT, source TEXT, plant TEXT, undone TEXT DEFAULT '');
CREATE INDEX IF NOT EXISTS edge_thing ON edge (thing);
CREATE INDEX IF NOT EXISTS edge_step ON edge (step);
CREATE INDEX IF NOT EXISTS edge_source ON edge (source);
CREATE TABLE IF NOT EXISTS sample (
    stream TEXT, seq INTEGER, plant TEXT, machine TEXT, name TEXT, value TEXT, at TEXT, quality TEXT,
    PRIMARY KEY (stream, seq, machine)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sample_at ON sample (plant, machine, at);
CREATE TABLE IF NOT EXISTS epcis (
    n INTEGER PRIMARY KEY, event_id TEXT, type TEXT, event_time TEXT, record_time TEXT, source TEXT, body BLOB);
CREATE INDEX IF NOT EXISTS epcis_id ON epcis (event_id);
CREATE INDEX IF NOT EXISTS epcis_source ON epcis (source);
CREATE TABLE IF NOT EXISTS mention (list TEXT, id TEXT, n INTEGER, PRIMARY KEY (list, id, n)) WITHOUT ROWID;
"""

PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 5000")
"""NORMAL outlives a killed process; choose FULL where the power may fail."""

Row = sqlite3.Row


class Store:
    """The database, and what is to be told once a transaction is in it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.isolation_level = None
        connection.row_factory = sqlite3.Row
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(SCHEMA)
        self._committed: list[Callable[[], None]] = []
        self._depth = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another one, a part that can fail alone."""
        name, depth = f"part_{self._depth}", self._depth
        told = len(self._committed)
        self._connection.execute(f"SAVEPOINT {name}" if depth else "BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth = depth
            self._connection.execute(f"ROLLBACK TO {name}" if depth else "ROLLBACK")
            del self._committed[told:]
            raise
        self._depth = depth
        self._connection.execute(f"RELEASE {name}" if depth else "COMMIT")
        if not depth:
            self._tell()

    def when_committed(self, tell: Callable[[], None]) -> None:
        """Call this once what is being written is safe; at once outside a transaction."""
        self._committed.append(tell)
        if not self._depth:
            self._tell()

    def run(self, sql: str, *values: Any) -> int:
        """How many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Any) -> int:
        """The new row's number."""
        return self._connection.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: Any) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Row | None:
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, None without one."""
        found = self.row(sql, *values)
        return found[0] if found else None

    def known(self, name: str) -> str:
        return str(self.value("SELECT value FROM known WHERE name = ?", name) or "")

    def known_under(self, head: str) -> dict[str, str]:
        """What is known by names that begin so: by the rest of the name, in its order; the index finds the first."""
        rows = self.rows(
            "SELECT name, value FROM known WHERE name >= ? AND name < ? ORDER BY name", head, f"{head}\U0010ffff"
        )
        return {row["name"].removeprefix(head): row["value"] for row in rows}

    def know(self, name: str, value: str) -> None:
        self.run("INSERT OR REPLACE INTO known VALUES (?, ?)", name, value)

    def _tell(self) -> None:
        told, self._committed = self._committed, []
        for tell in told:
            tell()
