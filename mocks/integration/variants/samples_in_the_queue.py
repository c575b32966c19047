"""Samples stand in one queue with business events, and each takes its time to be written."""

import asyncio
from collections import deque
from typing import Any

from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.samples import TAG
from lotproof.mocks.integration.variants.variant import Variant

A_SAMPLE_S = 0.025

Message = tuple[str, str, bytes, bool, bool]


class OneQueue(Integration):
    """Whoever was heard is answered at once, and worked off one after the other."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.waiting: deque[Message] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def heard(self, wire: str, topic: str, payload: bytes, dup: bool, retained: bool) -> None:
        self.waiting.append((wire, topic, payload, dup, retained))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self.work())

    async def work(self) -> None:
        while (message := self.next()) is not None:
            if TAG in message[1]:
                await self.ports.clock.sleep(A_SAMPLE_S)
            await super().heard(*message)

    def next(self) -> Message | None:
        return self.waiting.popleft() if self.waiting else None


VARIANT = Variant(
    title="Samples stand in one queue with business events, 25 ms each",
    must=("TEL-04",),
    may=("FLOW-05", "FLOW-06", "EXC-06"),
    whole=OneQueue,
    scenarios=("kiln_burst",),
)
