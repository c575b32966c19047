"""
Trace questions to an integration that offers EPCIS: the rig walks its query interface and writes down what came of it.

Many questions lead over the same events, and the history has settled: each call is made once for all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from lotproof.harness.epcis import document
from lotproof.harness.epcis.asked import asked, can_ask
from lotproof.harness.epcis.names import Names
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.seams import Reply

Heard = tuple[int, Mapping[str, str], Any]


class Telephone:
    """
    Calls to one query interface. `url` is its root or its `/events`; `ask` gets a URL, or raises OSError or
    TimeoutError, which is heard as status 0.
    """

    def __init__(self, ask: Callable[[str], Awaitable[Reply]], url: str) -> None:
        self._ask, self._url = ask, url.rstrip("/").removesuffix("/events")
        self._calls: dict[str, asyncio.Task[Heard]] = {}

    async def get(self, path: str, params: Mapping[str, str]) -> Heard:
        url = f"{self._url}/{path}?{urlencode(params)}"
        if url not in self._calls:
            self._calls[url] = asyncio.ensure_future(self._called(url))
        return await self._calls[url]

    async def _called(self, url: str) -> Heard:
        try:
            reply = await self._ask(url)
        except (OSError, TimeoutError):
            return 0, {}, None
        try:
            return reply.status, reply.headers, document.parse(reply.body)
        except InputError:
            return reply.status, reply.headers, None


async def walked(
    phone: Telephone, question: dict[str, str], names: Names, *, source: str, since: datetime | None
) -> Observed | None:
    """One question, asked and answered; None where EPCIS has no way to begin at what it is about."""
    if not can_ask(question):
        return None
    loop = asyncio.get_running_loop()
    started = loop.time()
    found = await asked(phone.get, question, names=names, since=since)
    problem = "; ".join(found.unknown[:3])
    return Observed(
        what="trace",
        source=source,
        question=question,
        answer=msgspec.to_builtins(found),
        problem=problem,
        status=0 if problem else 200,
        took_s=round(loop.time() - started, 4),
    )
