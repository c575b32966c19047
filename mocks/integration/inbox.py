"""
The inbox: every fact is taken in once, on whichever path it comes first.

A fact, what it adds to the books and the postings that follow from it are written in one transaction; only then may
it be acknowledged. What cannot be carried on yet waits here, and is tried again when what it waits for has come.
"""

import hashlib

from lotproof.mocks.integration.canonical import Event, MalformedError, decode, encode
from lotproof.mocks.integration.exceptions import Exceptions
from lotproof.mocks.integration.identity import StuckError
from lotproof.mocks.integration.office import Office
from lotproof.mocks.integration.ports import Clock
from lotproof.mocks.integration.store import Row, Store

SENSELESS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What a handler stumbles over when a message has the right shape and no sense in it."""


class Inbox:
    def __init__(self, store: Store, office: Office, exceptions: Exceptions, clock: Clock, grace_s: float) -> None:
        self.store, self.office, self.exceptions = store, office, exceptions
        self.clock, self.grace_s = clock, grace_s

    def take(self, event: Event, path: str) -> bool:
        """
        Take a fact in; whether it was new.

        Raises:
            MalformedError: if there is no sense in it; then nothing of it is kept here.
        """
        with self.store.transaction():
            if self.is_known(event):
                return False
            self._note(event, path)
            self._work(event)
        return True

    def is_known(self, event: Event) -> bool:
        """Its identity is stream and number, the same on every path and in every resend."""
        return self.store.value("SELECT 1 FROM inbox WHERE stream = ? AND seq = ?", event.stream, event.seq) is not None

    def take_as_past(self, event: Event, path: str) -> None:
        """What stood on a wire before we ever listened there was somebody else's to carry on."""
        with self.store.transaction():
            if not self.is_known(event):
                self._note(event, path, state="past")

    def refuse(self, payload: bytes, *, path: str, topic: str, plant: str, reason: str) -> None:
        """Keep a message that cannot be read, and tell; it stands in nobody's way."""
        number = hashlib.sha256(topic.encode() + payload).hexdigest()[:16]
        with self.store.transaction():
            self.store.run("INSERT OR IGNORE INTO unreadable VALUES (?, ?, ?, ?)", number, path, topic, payload)
            self.exceptions.unreadable(number, plant=plant, path=path, topic=topic, text=reason)

    # what waits

    def look(self) -> None:
        """Tell of facts that have waited too long; call it often."""
        now = self.clock.now().timestamp()
        for row in self.store.rows("SELECT * FROM inbox WHERE state = 'waiting' AND due <= ?", now):
            self.redo(decode(row["body"]), tell=True)

    def redo_all(self) -> None:
        """Master data has changed: whatever waits may go on."""
        for row in self.waiting():
            self.redo(decode(row["body"]))

    def redo(self, event: Event, *, tell: bool = False) -> None:
        """Try a waiting fact once more."""
        with self.store.transaction():
            stuck = self._work(event)
            if stuck and tell:
                self.exceptions.stuck(event, stuck.code, stuck.subject, stuck.text)

    def waiting(self) -> list[Row]:
        return self.store.rows("SELECT * FROM inbox WHERE state = 'waiting' ORDER BY received")

    # one fact

    def _note(self, event: Event, path: str, state: str = "taken") -> None:
        now = self.clock.now().timestamp()
        row = (
            event.stream,
            event.seq,
            event.source,
            event.system,
            event.kind,
            event.plant,
            order_of(event),
            path,
            state,
        )
        marks = ", ".join("?" * (len(row) + 4))
        self.store.run(f"INSERT INTO inbox VALUES ({marks})", *row, "", now + self.grace_s, now, encode(event))

    def _work(self, event: Event) -> StuckError | None:
        try:
            with self.store.transaction():
                came = self.office.work(event)
        except StuckError as stuck:
            self._state(event, "waiting", waits_for=f"{stuck.subject['scope']}/{stuck.subject['id']}")
            return stuck
        except SENSELESS as wrong:
            raise MalformedError(f"{type(wrong).__name__}: {wrong}") from wrong
        self._state(event, "taken")
        self.exceptions.close("source = ? AND posting = 0 AND severity != 'critical'", event.source)
        for item, lot in came:
            self._go_on(f"{item}/{lot}")
        return None

    def _go_on(self, waited_for: str) -> None:
        """Something has come that others may have waited for."""
        rows = self.store.rows("SELECT body FROM inbox WHERE state = 'waiting' AND waits_for = ?", waited_for)
        for row in rows:
            self._work(decode(row["body"]))

    def _state(self, event: Event, state: str, waits_for: str = "") -> None:
        sql = "UPDATE inbox SET state = ?, waits_for = ? WHERE stream = ? AND seq = ?"
        self.store.run(sql, state, waits_for, event.stream, event.seq)


def order_of(event: Event) -> str:
    return event.order or str(event.details.get("order") or "")
