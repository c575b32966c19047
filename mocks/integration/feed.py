"""
The change feed of one system: the second path beside its webhooks. What was lost there is missed for a second only.

The cursor moves in the transaction that takes the changes in. Whoever comes to a system for the first time begins at
its present: what was there before was somebody else's to carry on.
"""

from collections.abc import Callable

from lotproof.mocks.integration.client import SystemClient
from lotproof.mocks.integration.ports import JSON, Clock, Unreachable
from lotproof.mocks.integration.settings import Settings
from lotproof.mocks.integration.store import Store

Take = Callable[[str, JSON], None]
"""Takes in one change of a system."""


class Feed:
    def __init__(self, client: SystemClient, *, store: Store, take: Take, clock: Clock, settings: Settings) -> None:
        self.client, self.store, self.take = client, store, take
        self.clock, self.settings = clock, settings
        self.read_at = clock.now()
        self.away = False

    @property
    def cursor(self) -> int | None:
        """The last change that was taken in; None before the first visit."""
        value = self.store.value("SELECT cursor FROM cursor WHERE system = ?", self.client.name)
        return None if value is None else int(value)

    @property
    def ready(self) -> bool:
        return self.cursor is not None

    async def run(self) -> None:
        """Read what is new, for ever."""
        while True:
            try:
                while await self.read():
                    pass
                self.read_at, self.away = self.clock.now(), False
            except Unreachable:
                self.away = True
            await self.clock.sleep(self.settings.poll_s)

    async def read(self) -> bool:
        """
        Take in one page; whether there may be another.

        Raises:
            Unreachable: if it is not to be had.
        """
        after = self.cursor
        if after is None:
            await self._begin_at_the_present()
            return False
        items, following = await self._page(after)
        with self.store.transaction():
            for change in items:
                self.take(self.client.name, change)
            self._keep(max([after, *(int(change["cursor"]) for change in items)]))
        return following

    async def _begin_at_the_present(self) -> None:
        after, more = 0, True
        while more:
            items, more = await self._page(after)
            after = max([after, *(int(change["cursor"]) for change in items)])
        with self.store.transaction():
            self._keep(after)

    async def _page(self, after: int) -> tuple[list[JSON], bool]:
        answer = await self.client.get("/changes", after=after, limit=self.settings.page)
        said = answer.json()
        if not answer.ok or not isinstance(said, dict):
            raise Unreachable(f"{self.client.name} /changes: status {answer.status}")
        items = list(said.get("items") or ())
        return items, bool(items) and said.get("next") is not None

    def _keep(self, cursor: int) -> None:
        self.store.run("INSERT OR REPLACE INTO cursor VALUES (?, ?)", self.client.name, cursor)
