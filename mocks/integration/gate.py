"""
The status gate: nothing older is said after something newer.

A status that was sent, even without an answer, may have been taken; so the gate notes it before it is sent.
"""

from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.store import Store


class StatusGate:
    def __init__(self, store: Store) -> None:
        self._store = store

    def pass_through(self, posting: Posting) -> bool:
        """Whether the posting may still be made; if so it is now the newest of its entity."""
        if not posting.entity:
            return True
        with self._store.transaction():
            newest = self._store.value("SELECT rank FROM newest WHERE entity = ?", posting.entity)
            if newest is not None and not self.is_newer(posting.rank, str(newest)):
                return False
            self._store.run("INSERT OR REPLACE INTO newest VALUES (?, ?)", posting.entity, posting.rank)
        return True

    def is_newer(self, rank: str, newest: str) -> bool:
        """The same rank is the same posting, sent again."""
        return rank >= newest
