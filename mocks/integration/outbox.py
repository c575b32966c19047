"""
The outbox: every request that must be made, booked before it is made.

A posting has one idempotency key and one body for ever. Both follow from the fact that caused it, so a handler that
runs twice writes one posting. `lane` puts postings behind one another; postings without a lane overtake freely.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Literal

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.ports import JSON, Clock
from lotproof.mocks.integration.store import Row, Store

Gate = Literal["", "blocks", "frees"]
"""`blocks` takes stock out of use, `frees` gives it free or out of the house: that waits for every `blocks`."""

NUMBER = "{id}"
"""Stands in a path for the number that the system gave to the posting named by `after`."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """
    A posting as a handler writes it. `part` tells the postings of one fact apart. `entity` with `rank`: never after
    a posting of a higher rank for the same entity. `reread` is what to read again after a version conflict.
    """

    system: str
    path: str
    body: JSON
    flow: str
    part: str
    subject: JSON
    lane: str = ""
    rank: str = ""
    gate: Gate = ""
    entity: str = ""
    reread: str = ""
    after: int = 0


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """A posting as it is booked; `body` are the very bytes that are sent each time."""

    id: int
    key: str
    system: str
    path: str
    body: bytes
    flow: str
    lane: str
    rank: str
    gate: str
    entity: str
    reread: str
    after: int
    source: str
    plant: str
    subject: JSON
    created: float
    refusals: int


def of_row(row: Row) -> Posting:
    fields = {name: row[name] for name in Posting.__struct_fields__}
    return Posting(**{**fields, "subject": msgspec.json.decode(row["subject"])})


def key_of(source: str, system: str, part: str) -> str:
    """The idempotency key: the same for the same fact, system and part, on every machine and after every crash."""
    return hashlib.sha256(f"{source}|{system}|{part}".encode()).hexdigest()[:40]


encode = msgspec.json.Encoder(order="deterministic").encode


class Outbox:
    """Postings in the database. `on_new` hears of each once it is committed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self.on_new: Callable[[Posting], None] = lambda _: None

    def key_for(self, event: Event, draft: Draft) -> str:
        return key_of(event.source, draft.system, draft.part)

    def add(self, event: Event, draft: Draft) -> int:
        """Book a posting of `event`, within its transaction; one that is booked already is left alone."""
        key = self.key_for(event, draft)
        body = {"reference": event.source, "source_events": [event.source], **draft.body}
        row = {
            **msgspec.structs.asdict(draft),
            "key": key,
            "body": encode(body),
            "lane": f"{draft.system}:{draft.lane or key}",
            "source": event.source,
            "plant": event.plant,
            "subject": encode(draft.subject),
            "state": "waiting",
            "code": "",
            "created": self._clock.now().timestamp(),
            "refusals": 0,
        }
        del row["part"]
        return self._book(key, row)

    def waiting(self) -> list[Posting]:
        return [of_row(row) for row in self._store.rows("SELECT * FROM posting WHERE state = 'waiting' ORDER BY id")]

    def end(self, posting: Posting, state: str, code: str = "", answer: bytes = b"") -> None:
        """It is `done`, `refused` for good, or `superseded`."""
        self._store.run(
            "UPDATE posting SET state = ?, code = ?, answer = ?, ended = ? WHERE id = ?",
            state,
            code,
            answer,
            self._clock.now().timestamp(),
            posting.id,
        )

    def refused_once_more(self, posting: Posting, code: str) -> int:
        """Note a refusal that may pass; how many there were."""
        self._store.run("UPDATE posting SET refusals = refusals + 1, code = ? WHERE id = ?", code, posting.id)
        return posting.refusals + 1

    def reopen(self, number: int) -> bool:
        """A refused posting is to be tried again (replay)."""
        if not self._store.run("UPDATE posting SET state = 'waiting' WHERE id = ? AND state = 'refused'", number):
            return False
        self._announce(number)
        return True

    def state(self, number: int) -> tuple[str, Any]:
        """Its state, and the body of its answer."""
        row = self._store.row("SELECT state, answer FROM posting WHERE id = ?", number)
        if row is None:
            return "", None
        return row["state"], msgspec.json.decode(row["answer"]) if row["answer"] else None

    def _book(self, key: str, row: JSON) -> int:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        if self._store.value("SELECT id FROM posting WHERE key = ?", key) is not None:
            return int(self._store.value("SELECT id FROM posting WHERE key = ?", key))
        number = self._store.insert(f"INSERT INTO posting ({names}) VALUES ({marks})", *row.values())
        self._announce(number)
        return number

    def _announce(self, number: int) -> None:
        row = self._store.row("SELECT * FROM posting WHERE id = ?", number)
        if row is not None:
            posting = of_row(row)
            self._store.when_committed(lambda: self.on_new(posting))
