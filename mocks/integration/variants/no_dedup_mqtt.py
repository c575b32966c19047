"""A message that MQTT delivers again, marked DUP, is worked again."""

from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.canonical import of_message
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant


class Gullible(Integration):
    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        await super().heard(wire, topic, payload, dup, retained)
        if dup and wire == "mqtt" and isinstance(self.inbox, WorksAgain):
            self.inbox.again(of_message(payload))


VARIANT = Variant(
    title="A message that MQTT delivers again, marked DUP, is worked again",
    must=("IDM-01", "RES-03"),
    may=(
        "REC-08",
        "FLOW-05",
        "FLOW-06",
        "GEN-05",
        "GEN-08",
        "GEN-11",
        "GEN-19",
        "IDM-03",
        "IDM-05",
        "IDM-07",
        "IDM-09",
        "RES-01",
        "RES-02",
        "RES-05",
    ),
    parts=Parts(inbox=WorksAgain, outbox=SaltedOutbox),
    whole=Gullible,
)
