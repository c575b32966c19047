"""
The outbox: every request that must be made, booked before it is made.

A posting has one idempotency key and one body for ever. Both follow from the fact that caused it, so a handler that
runs twice writes one posting. `lane` puts postings behind one another; postings without a lane overtake freely.
"""

import hashlib
from collections.abc import Callable
from typing import Literal

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.ports import JSON, Clock
from lotproof.mocks.integration.store import Row, Store

Gate = Literal["", "blocks", "frees"]
"""`blocks` takes stock out of use, `frees` gives it free or out of the house: that waits for every `blocks`."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """
    A posting as a handler writes it.

    `part` tells the postings of one fact apart. `needs` are paths at the same system under which must be found what
    the posting rests on (a lot, an order); `gives` are the paths under which its own result is found. `entity` with
    `rank`: never after a posting of a higher rank for the same entity. `subject` is what it is about, for exceptions.
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
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()


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
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    source: str
    plant: str
    subject: JSON
    created: float
    refusals: int


COLUMNS_IN_JSON = ("needs", "gives", "subject")

encode = msgspec.json.Encoder(order="deterministic").encode


def of_row(row: Row) -> Posting:
    fields = {name: row[name] for name in Posting.__struct_fields__}
    return msgspec.convert({**fields, **{name: msgspec.json.decode(row[name]) for name in COLUMNS_IN_JSON}}, Posting)


def key_of(source: str, system: str, part: str) -> str:
    """The idempotency key: the same for the same fact, system and part, on every machine and after every crash."""
    return hashlib.sha256(f"{source}|{system}|{part}".encode()).hexdigest()[:40]


class Outbox:
    """Postings in the database. `on_new` hears of each once it is committed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self.on_new: Callable[[Posting], None] = lambda _: None

    def key_for(self, event: Event, draft: Draft) -> str:
        return key_of(event.source, draft.system, draft.part)

    def body_of(self, event: Event, draft: Draft) -> JSON:
        """What is sent: the draft's words, the source's own time, and the id by which the source event is found."""
        own = {"reference": event.source, "source_events": [event.source], "event_time": event.occurred_at}
        return {**own, **draft.body}

    def add(self, event: Event, draft: Draft) -> int:
        """Book a posting of `event`, within its transaction; one that is booked already is left alone."""
        key = self.key_for(event, draft)
        row = {
            **msgspec.structs.asdict(draft),
            **{name: encode(getattr(draft, name)) for name in COLUMNS_IN_JSON},
            "key": key,
            "body": encode(self.body_of(event, draft)),
            "lane": draft.lane or key,
            "source": event.source,
            "plant": event.plant,
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
        """It is `done`, `refused` for good, or `superseded`; what is done can be found from now on."""
        self._store.run(
            "UPDATE posting SET state = ?, code = ?, answer = ?, ended = ? WHERE id = ?",
            state,
            code,
            answer,
            self._clock.now().timestamp(),
            posting.id,
        )
        if state == "done":
            for path in posting.gives:
                self.found(posting.system, path)

    def found(self, system: str, path: str) -> None:
        """Something that postings may rest on is there."""
        self._store.run("INSERT OR IGNORE INTO given VALUES (?, ?)", system, path)

    def lacking(self, posting: Posting) -> list[str]:
        """What it rests on and has not been seen there yet."""
        sql = "SELECT 1 FROM given WHERE system = ? AND path = ?"
        return [path for path in posting.needs if self._store.value(sql, posting.system, path) is None]

    def refused_once_more(self, posting: Posting, code: str) -> Posting:
        """Note a definite refusal: it had no effect, and its key is used up."""
        self._store.run("UPDATE posting SET refusals = refusals + 1, code = ? WHERE id = ?", code, posting.id)
        return msgspec.structs.replace(posting, refusals=posting.refusals + 1)

    def reopen(self, number: int) -> bool:
        """A refused posting is to be tried again (replay)."""
        if not self._store.run("UPDATE posting SET state = 'waiting' WHERE id = ? AND state = 'refused'", number):
            return False
        self._announce(number)
        return True

    def _book(self, key: str, row: JSON) -> int:
        booked = self._store.value("SELECT id FROM posting WHERE key = ?", key)
        if booked is not None:
            return int(booked)
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        number = self._store.insert(f"INSERT INTO posting ({names}) VALUES ({marks})", *row.values())
        self._announce(number)
        return number

    def _announce(self, number: int) -> None:
        row = self._store.row("SELECT * FROM posting WHERE id = ?", number)
        if row is not None:
            posting = of_row(row)
            self._store.when_committed(lambda: self.on_new(posting))
