"""
A recall while a system is away: the question is put at once, and again until the system is back.

    recall is decided, an outage is at work --> ask, pause, ask ... --> the outage is over

What is answered at the end, when all is back, is asked with everything else.
"""

import asyncio
from collections.abc import Awaitable, Callable

from lotproof.harness.model.facts import Fact
from lotproof.harness.play.observe import questions
from lotproof.harness.play.strikes import AtWork

OUTAGE = "http_outage"
EVERY_S = 2.0

Put = Callable[[dict[str, str]], Awaitable[None]]
"""Puts one question to everybody under test, and writes the answers down."""


class OutageQuestions:
    """Hears every fact; moves nothing in the plant."""

    def __init__(self) -> None:
        self._asking: dict[str, asyncio.Task[None]] = {}

    def begin(self, at_work: AtWork, put: Put) -> None:
        self._at_work, self._put = at_work, put

    def on_fact(self, fact: Fact) -> None:
        """A recall that is decided while a system is away; its holds are one question."""
        if "supplier_lot" in fact.words and fact.kind == "hold_placed" and self._at_work.has(OUTAGE):
            for question in questions([fact]):
                if question["id"] not in self._asking:
                    self._asking[question["id"]] = asyncio.create_task(self._while_away(question))

    async def _while_away(self, question: dict[str, str]) -> None:
        while self._at_work.has(OUTAGE):
            await self._put(question)
            await asyncio.sleep(EVERY_S)

    def end(self) -> None:
        for task in self._asking.values():
            task.cancel()
