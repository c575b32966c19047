"""Entities: the documents that stand in a system. The class is the kind; a key names one of it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec
from lotproof.mocks.kit.store import Store

E = TypeVar("E", bound=msgspec.Struct)

PAGE_MAX = 500


@cache
def kind_of(entity: type[msgspec.Struct]) -> str:
    return entity.__name__


@cache
def _decoder(entity: type[E]) -> msgspec.json.Decoder[E]:
    return msgspec.json.Decoder(entity)


_encode = msgspec.json.Encoder(decimal_format="string").encode


class Entities:
    """Reads and writes the documents of one store; writing is done inside its transactions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, entity: type[E], key: str) -> E | None:
        found = self._store.one("SELECT body FROM entity WHERE kind = ? AND key = ?", kind_of(entity), key)
        return _decoder(entity).decode(found["body"]) if found else None

    def put(self, key: str, entity: msgspec.Struct, about: str = "") -> None:
        """It stands there now; its version goes up by one. `about` is what else it is looked up by."""
        self._store.run(
            "INSERT INTO entity (kind, key, version, reference, about, body) VALUES (?, ?, 1, ?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET version = version + 1, reference = excluded.reference,"
            " body = excluded.body",
            kind_of(type(entity)),
            key,
            getattr(entity, "reference", ""),
            about,
            _encode(entity).decode(),
        )

    def rename(self, key: str, new: str, entity: msgspec.Struct) -> None:
        """It has another key from now on; its place among the others it keeps."""
        self._store.run(
            "UPDATE entity SET key = ?, body = ?, version = version + 1 WHERE kind = ? AND key = ?",
            *(new, _encode(entity).decode(), kind_of(type(entity)), key),
        )

    def every(self, entity: type[E]) -> list[E]:
        """All of a kind, oldest first."""
        rows = self._store.rows("SELECT body FROM entity WHERE kind = ? ORDER BY n", kind_of(entity))
        return [_decoder(entity).decode(row["body"]) for row in rows]

    def version(self, entity: type[msgspec.Struct], key: str) -> int:
        """How often it was written; 0 where there is none."""
        found = self._store.one("SELECT version FROM entity WHERE kind = ? AND key = ?", kind_of(entity), key)
        return int(found["version"]) if found else 0

    def raw(self, entity: type[msgspec.Struct], key: str) -> tuple[bytes, int] | None:
        """The document as it is kept, and its version."""
        found = self._store.one("SELECT body, version FROM entity WHERE kind = ? AND key = ?", kind_of(entity), key)
        return (found["body"].encode(), int(found["version"])) if found else None

    def about(self, entity: type[E], about: str) -> list[E]:
        """All that were put down about this, oldest first."""
        rows = self._store.rows(
            "SELECT body FROM entity WHERE kind = ? AND about = ? AND about <> '' ORDER BY n", kind_of(entity), about
        )
        return [_decoder(entity).decode(row["body"]) for row in rows]

    def page(
        self, entity: type[msgspec.Struct], wanted: Mapping[str, str], *, after: int, limit: int
    ) -> tuple[list[bytes], int | None]:
        """Documents as they are kept, oldest first, and the cursor of the next page if there may be one."""
        clause, values = _clause(wanted)
        found = self._store.rows(
            f"SELECT n, body FROM entity WHERE kind = ? AND n > ?{clause} ORDER BY n LIMIT ?",
            *(kind_of(entity), after, *values, limit + 1),
        )
        rows: list[Any] = list(found)
        more = len(rows) > limit
        return [row["body"].encode() for row in rows[:limit]], int(rows[limit - 1]["n"]) if more else None


def _clause(wanted: Mapping[str, str]) -> tuple[str, list[str]]:
    parts = [
        " AND reference = ? AND reference <> ''" if name == "reference" else f" AND body ->> '{name}' = ?"
        for name in wanted
    ]
    return "".join(parts), list(wanted.values())
