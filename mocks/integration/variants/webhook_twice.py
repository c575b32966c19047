"""A webhook that is delivered again is worked again."""

from collections.abc import Mapping

from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.canonical import Event, of_change, parsed
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant


class Forgetful(Integration):
    async def webhook(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        status = await super().webhook(system, headers, body)
        if status == 204:
            self._again(of_change(parsed(body), system))
        return status

    def _again(self, event: Event) -> None:
        if self.store.known(f"delivered {event.source}") and isinstance(self.inbox, WorksAgain):
            self.inbox.again(event)
        self.store.know(f"delivered {event.source}", "once")


VARIANT = Variant(
    title="A webhook that is delivered again is worked again",
    must=("IDM-04",),
    may=("REC-08", "FLOW-04", "GEN-19", "RES-01", "RES-05"),
    parts=Parts(inbox=WorksAgain, outbox=SaltedOutbox),
    whole=Forgetful,
)
