"""
The regulator's exports, asked for at the end like any other question: an EPCIS document, page after page, and a sheet.

Both are asked for what has happened since the run's day began. Who does not know that parameter is asked without it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin

import msgspec
from lotproof.harness.epcis import document, sheet
from lotproof.harness.epcis.walk import next_link, next_page
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.entries import OURS, Observed
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.seams import Reply
from lotproof.harness.play.signals import iso

Ask = Callable[[str], Awaitable[Reply]]

EPCIS, FSMA204 = "epcis", "fsma204"
SINCE = {EPCIS: "GE_eventTime", FSMA204: "since"}
"""By which parameter each is told from when on it is asked for."""

EARLIER = timedelta(days=1)
"""A fact may be dated somewhat before the run: it is asked from a day before."""

PAGES = 1000


def exports_of(connector: Connector) -> Iterator[tuple[str, str]]:
    """Each export that is claimed, with its URL."""
    for name in (EPCIS, FSMA204):
        if url := getattr(connector.exports, name):
            yield name, url


async def exported(ask: Ask, name: str, url: str, *, source: str, epoch: datetime | None) -> Observed:
    """One export, and what came of it."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    since = {SINCE[name]: iso(epoch - EARLIER)} if epoch else {}
    answer, problem, status = None, "", 0
    try:
        status, bodies = await _pages(ask, url, since)
        answer = _documents(bodies) if name == EPCIS else msgspec.to_builtins(sheet.table(b"".join(bodies)))
    except sheet.Unreadable as ours:
        problem = f"{OURS}{ours}"
    except InputError as wrong:
        problem = str(wrong)
    except (OSError, TimeoutError) as silent:
        problem = f"no answer: {silent or type(silent).__name__}"
    return Observed(
        what="export",
        source=source,
        question={"export": name, **since},
        answer=answer,
        problem=problem,
        status=status,
        took_s=round(loop.time() - started, 4),
    )


async def _pages(ask: Ask, url: str, since: dict[str, str]) -> tuple[int, list[bytes]]:
    """The bodies of all pages, along `Link: rel="next"`."""
    url, _, query = url.partition("?")
    own = dict(parse_qsl(query, keep_blank_values=True))
    params = {**own, **since}
    reply = await ask(_with(url, params))
    if since and reply.status in (400, 404, 422):
        params = own
        reply = await ask(_with(url, params))
    bodies: list[bytes] = []
    while reply.status == 200 and len(bodies) < PAGES:
        bodies.append(reply.body)
        further = next_link(reply.headers)
        if not further:
            return 200, bodies
        url, params = urljoin(url, further).partition("?")[0], next_page(reply.headers, params)
        reply = await ask(_with(url, params))
    if reply.status == 200:
        raise InputError("the export does not end", expected=f"at most {PAGES} pages", got="a link to the next one")
    said = reply.body[:200].decode(errors="replace")
    raise InputError("the export was not answered", expected="status 200", got=f"{reply.status}: {said}")


def _with(url: str, params: dict[str, str]) -> str:
    return f"{url}?{urlencode(params)}" if params else url


def _documents(bodies: list[bytes]) -> dict[str, Any]:
    """The documents as they came, once it is clear that they are such."""
    for body in bodies:
        document.read(body)
    return {"documents": [json.loads(body) for body in bodies]}
