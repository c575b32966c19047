"""
The exception queue: what a person must know, and nothing else.

A technical fault (a system away, a message that cannot be read) and a business exception (a lot that nobody knows) are
two things. Each is raised once, names what it is about, and closes by itself when its cause is gone.
"""

import hashlib

import msgspec
from lotproof.mocks.integration.canonical import Event, iso
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.outcome import Outcome
from lotproof.mocks.integration.ports import JSON, Clock
from lotproof.mocks.integration.store import Row, Store


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One exception. Two with the same kind, code, source and subject are one."""

    kind: str
    code: str
    plant: str
    subject: JSON
    source: str
    text: str
    severity: str = "major"
    posting: int = 0

    @property
    def id(self) -> str:
        said = msgspec.json.encode([self.kind, self.code, self.source, self.subject, self.posting])
        return "EX-" + hashlib.sha256(said).hexdigest()[:16]


class Exceptions:
    """The queue in the database. Call within the transaction of what causes it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def raise_case(self, case: Case) -> str:
        """Open it; one that is open stays as it is, one that was closed opens again."""
        now = iso(self._clock.now())
        row = (case.id, case.kind, case.severity, case.code, now, None, case.plant, msgspec.json.encode(case.subject))
        more = (case.source, case.source, case.text, case.posting)
        marks = ", ".join("?" * (len(row) + len(more)))
        self._store.run(f"INSERT OR IGNORE INTO exception VALUES ({marks})", *row, *more)
        self._store.run("UPDATE exception SET closed_at = NULL WHERE id = ?", case.id)
        return case.id

    def close(self, where: str, *values: object) -> None:
        """Close the open ones that fit."""
        now = iso(self._clock.now())
        self._store.run(f"UPDATE exception SET closed_at = ? WHERE closed_at IS NULL AND {where}", now, *values)

    def refused(self, posting: Posting, code: str, text: str) -> None:
        """A system has said no for good."""
        self.close("posting = ?", posting.id)
        self.raise_case(self.of_posting(posting, "business", code, text))

    def overdue(self, posting: Posting, outcome: Outcome, *, business: bool) -> None:
        """It is tried on, but a person should know by now."""
        kind = "business" if business else "technical"
        self.raise_case(self.of_posting(posting, kind, outcome.code, outcome.text))

    def settled(self, posting: Posting) -> None:
        self.close("posting = ?", posting.id)

    def unreadable(self, number: str, *, plant: str, path: str, topic: str, text: str) -> None:
        """A message that says nothing we understand; it is kept, and nobody waits for it."""
        subject = {"system": path, "kind": "message", "scope": topic, "id": number}
        case = Case(kind="technical", code="malformed-message", plant=plant, subject=subject, source=number, text=text)
        self.raise_case(case)

    def stuck(self, event: Event, code: str, subject: JSON, text: str, severity: str = "major") -> None:
        """A fact that cannot be carried on for a business reason."""
        case = Case(
            kind="business",
            code=code,
            plant=event.plant,
            subject=subject,
            source=event.source,
            text=text,
            severity=severity,
        )
        self.raise_case(case)

    def of_posting(self, posting: Posting, kind: str, code: str, text: str) -> Case:
        return Case(
            kind=kind,
            code=code,
            plant=posting.plant,
            subject=posting.subject,
            source=posting.source,
            text=f"{posting.system} {posting.path}: {text or code}",
            posting=posting.id,
        )

    def listed(self, since: str = "") -> list[JSON]:
        """All that were raised or closed since then, or are open; oldest first."""
        rows = self._store.rows(
            "SELECT * FROM exception WHERE raised_at >= ? OR closed_at >= ? OR closed_at IS NULL"
            " ORDER BY raised_at, id",
            since,
            since,
        )
        return [shown(row) for row in rows]

    def find(self, number: str) -> Row | None:
        return self._store.row("SELECT * FROM exception WHERE id = ?", number)


def shown(row: Row) -> JSON:
    names = ("id", "kind", "severity", "code", "raised_at", "closed_at", "plant", "source", "correlation_id", "text")
    return {**{name: row[name] for name in names}, "subject": msgspec.json.decode(row["subject"])}
