"""A webhook that is delivered again is worked again."""

from collections.abc import Mapping

from lotproof.mocks.integration.app import Integration, Parts
from lotproof.mocks.integration.canonical import of_change, parsed
from lotproof.mocks.integration.variants.salted import SaltedOutbox, WorksAgain
from lotproof.mocks.integration.variants.variant import Variant


class Forgetful(Integration):
    async def webhook(self, system: str, headers: Mapping[str, str], body: bytes) -> int:
        number = f"delivery {headers.get('webhook-id')}"
        before = self.store.known(number)
        status = await super().webhook(system, headers, body)
        if before and status == 204 and isinstance(self.inbox, WorksAgain):
            self.inbox.again(of_change(parsed(body), system))
        self.store.know(number, "seen")
        return status


VARIANT = Variant(
    title="A webhook that is delivered again is worked again",
    must=("IDM-04",),
    parts=Parts(inbox=WorksAgain, outbox=SaltedOutbox),
    whole=Forgetful,
)
