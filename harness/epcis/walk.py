"""
Asking a server for a genealogy that it cannot give in one answer.

EPCIS has no trace query. Like a detective with a telephone, the walk asks who made this thing, then who made what went
into it, and so on; it reads every list to its last page, leaves out what was declared wrong, and stops at a limit that
it says. `get(path, params)` is the telephone: it returns status, headers and parsed JSON, status 0 where nobody
answers.
"""

import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import msgspec
from lotproof.harness.epcis import document, effective, events, keys, parts, times
from lotproof.harness.epcis.graph import graph, lot_of, number_of, roles
from lotproof.harness.epcis.names import Names
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.genealogy import Graph

Direction = Literal["backward", "forward"]
Get = Callable[[str, Mapping[str, str]], Awaitable[tuple[int, Mapping[str, str], Any]]]

EVENTS = "events"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Where a walk stops and says so. `page` is what is asked for per page; a server may give fewer."""

    calls: int = 2000
    events: int = 100_000
    page: int = 100


async def walk(
    get: Get,
    start: str,
    direction: Direction,
    *,
    as_of: datetime | None = None,
    names: Names | None = None,
    limits: Limits | None = None,
) -> Graph:
    """
    The genealogy around `start` (an identifier as the server spells it), backward or forward.

    `as_of` is valid time: what had happened by then, as known today. The graph is `complete` only if every list was
    read to its end; `unknown` says what was not. Steps that touch what was found but lead nowhere are in it too.
    """
    walker = Walker(get, direction, as_of, limits or Limits())
    await walker.run(start)
    drawn = graph(walker.effective(), names=names)
    return msgspec.structs.replace(drawn, complete=not walker.unknown, unknown=tuple(walker.unknown))


class Walker:
    """One walk: what was asked, what was heard, what is still to be asked."""

    def __init__(self, get: Get, direction: Direction, as_of: datetime | None, limits: Limits) -> None:
        self._get, self._direction, self._as_of, self._limits = get, direction, as_of, limits
        self._asked: set[tuple[str, ...]] = set()
        self._heard: dict[bytes, events.Event] = {}
        self.seen: set[str] = set()
        """The things that were asked about, canonical."""
        self.leading: set[bytes] = set()
        """Events (their bytes) that led on; the others merely touch what was asked about."""
        self.calls = 0
        self.silent = False
        self.unknown: list[str] = []
        """What could not be learnt; empty if the walk is whole."""

    def effective(self) -> tuple[events.Event, ...]:
        return effective.effective(self._heard.values(), valid=self._as_of)

    async def run(self, *starts: str) -> None:
        """Ask about `starts` and about all that the answers lead to, nearest first."""
        todo = deque(starts)
        self.seen.update(keys.canonical(start) for start in starts)
        while todo and not self._exhausted(len(todo)):
            item = todo.popleft()
            found = await self._about(item)
            for other in found:
                if keys.canonical(other) not in self.seen:
                    self.seen.add(keys.canonical(other))
                    todo.append(other)

    async def documents(self, steps: tuple[str, ...], number: str, since: datetime | None) -> list[str]:
        """
        The things in the events of a document: `steps` are the bizSteps in which such documents stand, `number` is the
        document's own. Whoever asks does not know how the server spells a document, so the numbers are compared here.
        """
        after = {"GE_eventTime": times.text(since)} if since else {}
        said = [one for step in steps for one in await self._ask("EQ_bizStep", step, **after)]
        found = [one for one in effective.effective(said, valid=self._as_of) if number in numbers(one)]
        self.leading.update(document.event_bytes(one) for one in found)
        kept = {document.event_bytes(one) for one in said if number in numbers(one)}
        self._heard = {mark: one for mark, one in self._heard.items() if mark in kept}
        return [mention.spelled for one in found for mention in parts.mentions(one)]

    async def _about(self, item: str) -> list[str]:
        """The identifiers that the events about `item` lead to."""
        fresh: list[events.Event] = []
        for spelled in spellings(item):
            for parameter in questions(item, self._direction):
                fresh += await self._ask(parameter, spelled)
            if fresh:
                break
        told = effective.effective(fresh, valid=self._as_of)
        makes = [one for one in told if isinstance(one, events.TransformationEvent) and not came_out(one, item)]
        for transformation in {one.transformation_id for one in makes}:
            if transformation:
                fresh += await self._ask("EQ_transformationID", transformation)
        counted = effective.effective(fresh, valid=self._as_of)
        await self._lost(counted)
        return [one for event in counted for one in self._leads(event, keys.canonical(item))]

    def _leads(self, event: events.Event, item: str) -> list[str]:
        found = list(leads(event, item, self._direction))
        if found:
            self.leading.add(document.event_bytes(event))
        return found

    async def _lost(self, counted: tuple[events.Event, ...]) -> None:
        """What was made in these steps and destroyed again belongs to their amounts, also where it leads nowhere."""
        made = (one for event in counted if isinstance(event, events.TransformationEvent) for one in outputs(event))
        for one in made:
            side = "MATCH_epcClass" if one.of_class else "MATCH_epc"
            found = await self._ask(side, one.spelled, EQ_action=events.DELETE, EQ_bizStep="destroying")
            self.leading.update(document.event_bytes(event) for event in found if parts.action(event) == events.DELETE)

    async def _ask(self, parameter: str, value: str, **more: str) -> list[events.Event]:
        """All pages of one question; a question is asked once."""
        if (parameter, value, *sorted(more.values())) in self._asked:
            return []
        self._asked.add((parameter, value, *sorted(more.values())))
        params = {parameter: value, **more, "orderBy": "eventTime", "orderDirection": "ASC"}
        params["perPage"] = str(self._limits.page)
        found: list[events.Event] = []
        pages: set[str] = set()
        while params:
            page, params = await self._page(f"{parameter}={value}", params)
            if str(sorted(params.items())) in pages:
                self.unknown.append(f"{parameter}={value}: the next page leads back to a page that was read")
                break
            pages.add(str(sorted(params.items())))
            found += page
        return found

    async def _page(self, question: str, params: dict[str, str]) -> tuple[list[events.Event], dict[str, str]]:
        """The events of one page, and the parameters of the next ({}: this was the last)."""
        if self._exhausted(1):
            return [], {}
        self.calls += 1
        status, headers, body = await self._get(EVENTS, params)
        if status != 200:
            self.silent = not status
            said = f"answered with status {status}" if status else "nobody answers"
            self.unknown.append(f"{question}: {said}{_detail(body)}")
            return [], {}
        try:
            page = list(document.of_json(body).events)
        except InputError as wrong:
            self.unknown.append(f"{question}: the answer cannot be read: {wrong}")
            return [], {}
        for event in page:
            self._heard.setdefault(document.event_bytes(event), event)
        return page, next_page(headers, params)

    def _exhausted(self, waiting: int) -> bool:
        over = self.calls >= self._limits.calls or len(self._heard) >= self._limits.events or self.silent
        if over and not self.silent and not any(one.startswith("stopped") for one in self.unknown):
            self.unknown.append(f"stopped after {self.calls} calls and {len(self._heard)} events; {waiting} unasked")
        return over


def questions(item: str, direction: Direction) -> Iterator[str]:
    """
    The parameters to ask with about an item. Class and instance are two sides in EPCIS: a lot is never found by
    `MATCH_epc`, a serial never by `MATCH_epcClass`; what is no GS1 key may be either.
    """
    key = keys.read(item)
    sides = ("EPC", "EPCClass") if key is None else ("EPCClass",) if key.is_class else ("EPC",)
    for side in sides:
        yield f"MATCH_{'output' if direction == 'backward' else 'input'}{side}"
        yield f"MATCH_epc{side[3:]}"
    if "EPC" in sides:
        yield "MATCH_parentID"


def spellings(item: str) -> list[str]:
    """The item as it was named; then, for a server that found nothing and may keep another form, as link and as URN."""
    return list(dict.fromkeys(one for one in (item, keys.canonical(item), keys.urn(item)) if one))


def leads(event: events.Event, item: str, direction: Direction) -> Iterator[str]:
    """Where an event about `item` leads: to what went in, or to what came of it and to what held it."""
    found = list(parts.mentions(event))
    sides = {one.side for one in found if one.id == item}
    if came_out(event, item):
        return
    if isinstance(event, events.TransformationEvent):
        yield from (one.spelled for one in found if one.side == ("in" if direction == "backward" else "out"))
        yield from _lots_of(event, found)
    elif isinstance(event, events.AggregationEvent):
        # Forward into the container, or the thing built; what else is in it is no kin. Backward to what is in.
        wanted = ("in", "parent") if direction == "forward" else ("parent", "in")
        if wanted[0] in sides:
            yield from (one.spelled for one in found if one.side == wanted[1])
    elif direction == "backward":
        yield from _lots_of(event, found)


def came_out(event: events.Event, item: str) -> bool:
    """Whether an item came out of a run as what it was when it went in: it is not made of what is in there."""
    outs = [one for one in parts.mentions(event) if one.id == keys.canonical(item) and one.side == "out"]
    return bool(outs) and all(("out", "removed") in roles(event, one) for one in outs)


def _lots_of(event: events.Event, found: list[parts.Mention]) -> Iterator[str]:
    number = parts.lot_number(getattr(event, "ilmd", None))
    yield from (lot for one in found if (lot := lot_of(one, number)))


def outputs(event: events.Event) -> Iterator[parts.Mention]:
    return (one for one in parts.mentions(event) if one.side == "out")


def numbers(event: events.Event) -> set[str]:
    """The numbers of the documents that an event names."""
    return {number_of(one.biz_transaction) for one in event.biz_transactions or ()}


def _detail(body: Any) -> str:
    """What a problem answer says of itself."""
    told = (body.get("detail") or body.get("title")) if isinstance(body, dict) else None
    return f" ({str(told)[:200]})" if told else ""


NEXT = re.compile(r"<([^>]*)>\s*((?:;[^,]*)?)")


def next_page(headers: Mapping[str, str], params: Mapping[str, str]) -> dict[str, str]:
    """The parameters of `Link: <...>; rel="next"`, {} on the last page. A link of a token alone keeps the question."""
    link = next_link(headers)
    named = dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))
    return {**params, **named} if link and set(named) <= {"nextPageToken", "perPage"} else named


def next_link(headers: Mapping[str, str]) -> str:
    """What `Link: <...>; rel="next"` leads to, '' on the last page."""
    links = next((value for name, value in headers.items() if name.lower() == "link"), "")
    found = (target for target, said in NEXT.findall(links) if re.search(r"\brel\s*=\s*\"?[^\";]*\bnext\b", said))
    return next(found, "")


def moment(text: str) -> datetime:
    """A moment for `as_of`, of ISO 8601 text with a zone."""
    return times.utc(text)
