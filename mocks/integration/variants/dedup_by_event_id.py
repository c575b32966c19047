"""Messages are told apart by their event id, which changes in a resend."""

from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.canonical import MalformedError, of_message, parsed
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant


class ByEventId(Integration):
    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        before = self.event_id(payload) if wire == "mqtt" else ""
        await super().heard(wire, topic, payload, dup, retained)
        if before == "another" and isinstance(self.inbox, WorksAgain):
            self.inbox.again(of_message(payload))

    def event_id(self, payload: bytes) -> str:
        """Whether the fact was seen under another event id before."""
        try:
            raw, source = parsed(payload), of_message(payload).source
        except MalformedError:
            return ""
        seen = self.store.known(f"event id of {source}")
        self.store.know(f"event id of {source}", str(raw.get("event_id")))
        return "another" if seen and seen != raw.get("event_id") else seen


VARIANT = Variant(
    title="Messages are told apart by their event id, which changes in a resend",
    must=("IDM-02",),
    may=("REC-08", "FLOW-05", "GEN-05", "GEN-11", "GEN-19", "RES-02"),
    parts=Parts(inbox=WorksAgain, outbox=SaltedOutbox),
    whole=ByEventId,
)
