"""
One question, put again and again while the history grows: what it takes tells what an answer's time grows with.

    the first lot is made --> an order is completed --> ask, and so on --> the last order is completed

Only where the enterprise says how answer times are looked at (`rules.answer_time`).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from lotproof.harness.model.facts import Fact
from lotproof.harness.play.observe import questions
from lotproof.harness.play.outage_questions import Put


class RepeatedQuestions:
    """Hears every fact; moves nothing in the plant."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._asks = "answer_time" in rules
        self._question: dict[str, str] = {}
        self._asking: set[asyncio.Task[None]] = set()

    def begin(self, put: Put) -> None:
        self._put = put

    def on_fact(self, fact: Fact) -> None:
        """The way back from what was made first is asked for whenever an order is completed."""
        if not self._asks:
            return
        if fact.kind == "produced" and not self._question:
            self._question = next(questions([fact]), {})
        if fact.kind == "order_completed" and self._question:
            task = asyncio.create_task(self._ask())
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self) -> None:
        await self._put(self._question)

    def end(self) -> None:
        for task in self._asking:
            task.cancel()
