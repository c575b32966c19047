"""Orders that waited for MES reach it newest first."""

import msgspec
from lotproof.mocks.integration.canonical import Event
from lotproof.mocks.integration.handlers.orders import OrderRelease
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead

LATER_THAN_ALL = 10**19


class Stack(OrderRelease):
    def posting(
        self, event: Event, path: str, body: JSON, *, needs: tuple[str, ...] = (), gives: tuple[str, ...] = ()
    ) -> Draft:
        draft = super().posting(event, path, body, needs=needs, gives=gives)
        return msgspec.structs.replace(draft, rank=f"{LATER_THAN_ALL - event.seq:020d}") if gives else draft


VARIANT = Variant(title="Orders that waited for MES reach it newest first", must=("FLOW-02",), parts=instead(Stack))
