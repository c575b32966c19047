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
    may=(
        "REC-08",
        "FLOW-01",
        "FLOW-02",
        "FLOW-03",
        "FLOW-04",
        "FLOW-05",
        "FLOW-06",
        "FLOW-08",
        "FLOW-10",
        "FLOW-11",
        "GEN-05",
        "GEN-08",
        "GEN-10",
        "GEN-11",
        "GEN-19",
        "IDM-03",
        "IDM-04",
        "IDM-05",
        "ORD-01",
        "QUA-01",
        "RES-01",
        "RES-02",
        "RES-03",
        "RES-05",
        "RES-07",
        "RES-10",
    ),
    parts=Parts(inbox=WorksAgain, outbox=SaltedOutbox),
    whole=Amnesiac,
)
