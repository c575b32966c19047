"""What was done is not remembered over a restart."""

from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant


class Amnesiac(Integration):
    def _take_up(self) -> None:
        started = self.ports.clock.now().timestamp()
        with self.store.transaction():
            self.store.run("DELETE FROM inbox")
            self.store.run("DELETE FROM posting")
            self.store.run("UPDATE cursor SET cursor = max(cursor - 3, 0)")
        if isinstance(self.outbox, SaltedOutbox):
            self.outbox.salt = f"-{started}"
        super()._take_up()


VARIANT = Variant(
    title="What was done is not remembered over a restart",
    must=("IDM-07",),
    parts=Parts(inbox=WorksAgain, outbox=SaltedOutbox),
    whole=Amnesiac,
)
