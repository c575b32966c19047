"""What variants share that do a thing twice: the same fact worked once more, under keys of its own."""

from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.outbox import Draft, Outbox


class SaltedOutbox(Outbox):
    """Keys are as usual, but for what is worked again."""

    salt = ""

    def key_for(self, event: Event, draft: Draft) -> str:
        return super().key_for(event, draft) + self.salt


class WorksAgain(Inbox):
    """Can take a known fact for a new one."""

    def again(self, event: Event) -> None:
        outbox = self.office.outbox
        assert isinstance(outbox, SaltedOutbox)
        with self.store.transaction():
            outbox.salt = f"-{self.store.value('SELECT count(*) FROM posting')}"
            self.office.work(event)
            outbox.salt = ""
