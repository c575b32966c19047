"""A fact that comes on two paths counts twice."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant


class PerPath(WorksAgain):
    def take(self, event: Event, path: str) -> bool:
        if super().take(event, path):
            return True
        first = self.store.value("SELECT path FROM inbox WHERE source = ?", event.source)
        if first != path and not self.store.known(f"{path} {event.source}"):
            self.store.know(f"{path} {event.source}", "seen")
            self.again(event)
        return False


VARIANT = Variant(
    title="A fact that comes on two paths counts twice",
    must=("IDM-05",),
    may=(
        "REC-08",
        "EXC-07",
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
        "IDM-01",
        "IDM-02",
        "IDM-03",
        "IDM-04",
        "IDM-07",
        "IDM-09",
        "ORD-01",
        "QUA-06",
        "RES-01",
        "RES-02",
        "RES-03",
        "RES-05",
    ),
    parts=Parts(inbox=PerPath, outbox=SaltedOutbox),
)
