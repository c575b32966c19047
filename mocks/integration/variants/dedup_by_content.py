"""Two facts that look alike are taken for one."""

import hashlib

import msgspec
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.canonical import Event, encode
from lotproof.mocks.integration.inbox import Inbox
from lotproof.mocks.integration.variants.variant import Variant


class Skimming(Inbox):
    def is_known(self, event: Event) -> bool:
        alike = hashlib.sha256(encode(msgspec.structs.replace(event, seq=1))).hexdigest()
        seen = self.store.known(f"alike {alike}")
        if not seen:
            self.store.know(f"alike {alike}", event.source)
        return super().is_known(event) or bool(seen)


VARIANT = Variant(
    title="Two facts that look alike are taken for one",
    must=("IDM-06",),
    may=("REC-08", "FLOW-05", "GEN-05", "GEN-11", "GEN-19", "RES-02"),
    parts=Parts(inbox=Skimming),
)
