"""
The idempotency store: what the handler answered under a key, kept in the transaction that did the work.

It never sees what the wire delivered: an answer that was lost is given again, a refusal before the work is not kept.
"""

import hashlib

import msgspec
from lotproof.mocks.kit.exchange import Exchange, Reply
from lotproof.mocks.kit.problems import MEDIA_TYPE
from lotproof.mocks.kit.store import Store

KEY_MAX = 255


class Replays:
    """First answers by client and key; `at_work` are the keys whose first request is not done."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.at_work: set[tuple[str, str]] = set()

    def keep(self, client: str, key: str, digest: str, reply: Reply) -> None:
        self._store.run(
            "INSERT OR IGNORE INTO idempotency VALUES (?, ?, ?, ?, ?, ?)",
            *(client, key, digest, reply.status, msgspec.json.encode((reply.code, reply.headers)).decode(), reply.body),
        )

    def find(self, client: str, key: str) -> tuple[str, Reply] | None:
        """The digest of the first request under this key, and its answer."""
        row = self._store.one("SELECT * FROM idempotency WHERE client = ? AND key = ?", client, key)
        if row is None:
            return None
        code, headers = msgspec.json.decode(row["headers"], type=tuple[str, tuple[tuple[str, str], ...]])
        media = MEDIA_TYPE if code else "application/json"
        reply = Reply(status=row["status"], body=row["body"], headers=headers, media_type=media, code=code)
        return row["digest"], reply


def key_of(exchange: Exchange) -> str:
    """The key, a quoted string or a bare one."""
    return exchange.header(b"idempotency-key").strip('"')


def digest(exchange: Exchange) -> str:
    """Of what was asked: the operation, what it is for, and the body as it came."""
    asked = hashlib.sha256(f"{exchange.name}|{sorted(exchange.path.items())}|".encode())
    asked.update(exchange.body)
    return asked.hexdigest()
