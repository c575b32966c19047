"""
What the rig asks after settling: trace answers, the exception queue, figures, and the systems' own state.

The questions follow from the facts alone; each answer is written down as it came, or with what was wrong with it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from lotproof.harness.epcis.names import Names
from lotproof.harness.epcis.ours import names_of
from lotproof.harness.model.connector import Connector
from lotproof.harness.model.entries import Observed
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.genealogy import Graph
from lotproof.harness.model.items import parse
from lotproof.harness.model.seams import Reply
from lotproof.harness.play.epcis_questions import Telephone, walked
from lotproof.harness.play.exports_asked import exported, exports_of
from lotproof.harness.play.name_questions import name_questions
from lotproof.harness.play.signals import iso
from lotproof.harness.play.supplier_questions import supplier_questions
from lotproof.harness.record.segment import Segment

Ask = Callable[[str], Awaitable[Reply]]
"""GET this URL; raises OSError or TimeoutError where nothing answers."""

AT_ONCE = 8


def questions(facts: Iterable[Fact]) -> Iterator[dict[str, str]]:
    """
    The trace questions that a run's facts suggest: back from what was made, packed, shipped and complained of, on from
    receipts and from a supplier's lot that is recalled.
    """
    asked: set[tuple[tuple[str, str], ...]] = set()
    for fact in facts:
        for question in _about(fact):
            key = tuple(sorted(question.items()))
            if key not in asked:
                asked.add(key)
                yield question


def past_questions(facts: Iterable[Fact], epoch: datetime | None) -> Iterator[dict[str, str]]:
    """
    Questions as of an earlier moment: what a handling unit held just before it was taken apart, and what each received
    lot had reached before the last such time. The moment lies midway between two facts, so that no clock can doubt it.
    """
    told = sorted(facts, key=lambda fact: fact.at_us)
    apart = [at for at, fact in enumerate(told) if fact.kind == "unpacked" and at and epoch]
    for at in apart:
        moment = {"as_of": _before(told, at, epoch)} if epoch else {}
        yield from ({**_of(unit.item, "wms", "backward"), **moment} for unit in told[at].ins)
        if at == apart[-1]:
            lots = dict.fromkeys(lot.item for fact in told[:at] if fact.kind == "received" for lot in fact.outs)
            yield from ({**_of(lot, "wms", "forward"), **moment} for lot in lots)


def _before(told: list[Fact], at: int, epoch: datetime) -> str:
    earlier = max((fact.at_us for fact in told[:at] if fact.at_us < told[at].at_us), default=0)
    return iso(epoch + timedelta(microseconds=(earlier + told[at].at_us) // 2))


def _about(fact: Fact) -> Iterator[dict[str, str]]:
    if fact.kind == "produced":
        for portion in fact.outs:
            if portion.role in ("output", "co_product", "by_product"):
                yield _of(portion.item, "mes", "backward")
    elif fact.kind == "received":
        for portion in fact.outs:
            yield _of(portion.item, "wms", "forward")
    elif fact.kind == "packed":
        for portion in fact.outs:
            yield _of(portion.item, "wms", "backward")
    elif fact.kind == "shipped":
        shipment = fact.words.get("shipment", "")
        yield {"system": "wms", "kind": "shipment", "scope": fact.plant, "id": shipment, "direction": "backward"}
    elif fact.kind == "complained":
        number = fact.words.get("complaint", "")
        yield {"system": "portal", "kind": "complaint", "scope": "", "id": number, "direction": "backward"}
    elif fact.kind == "hold_placed" and "supplier_lot" in fact.words:
        supplier, number = fact.words["supplier"], fact.words["supplier_lot"]
        yield {"system": "supplier", "kind": "lot", "scope": supplier, "id": number, "direction": "forward"}


def _of(key: str, system: str, direction: str) -> dict[str, str]:
    item = parse(key)
    return {"system": system, "kind": item.kind, "scope": item.scope, "id": item.id, "direction": direction}


async def observe(
    segment: Segment,
    ask: Ask,
    connector: Connector,
    facts: list[Fact],
    enterprise: Mapping[str, Any],
    *,
    since: str,
    epoch: datetime | None = None,
    state: Mapping[str, Any] | None = None,
) -> None:
    """
    Ask all that the connector offers, and write the answers down. `since` is when the run began on the wall's clock,
    `epoch` on the plant's, `state` what the systems show now.
    """
    gate = asyncio.Semaphore(AT_ONCE)
    by_supplier = supplier_questions(enterprise, facts, epoch)
    every = (*questions(facts), *past_questions(facts, epoch), *by_supplier)
    asked = [one for one in every if one["kind"] != "complaint" or "complaint" in connector.claims]
    if connector.trace.kind in ("graph", "python"):
        by_name = [(q, "name_trace") for q in name_questions(enterprise, facts, state)] if state else []
        every_way = [*((q, "trace") for q in asked), *by_name]
        await asyncio.gather(*(_trace(segment, ask, connector, q, gate=gate, what=what) for q, what in every_way))
    if connector.trace.kind == "epcis":
        phone, names = Telephone(ask, connector.trace.url), names_of(enterprise, facts)
        about = [(phone, question, names) for question in asked]
        await asyncio.gather(*(_walk(segment, connector, *one, gate=gate, epoch=epoch) for one in about))
    for name, url in exports_of(connector):
        segment.write("observed", await exported(ask, name, url, source=connector.name, epoch=epoch))
    if connector.exceptions.url:
        url = f"{connector.exceptions.url}?{urlencode({'since': since})}"
        segment.write("observed", await _asked(ask, url, "exceptions", connector.name, {"since": since}, list))
    if connector.figures.url:
        segment.write("observed", await _asked(ask, connector.figures.url, "figures", connector.name, {}, dict))


async def raised(ask: Ask, connectors: Iterable[Connector], names: tuple[str, ...]) -> bool:
    """Whether an exception queue shows one of these names; true where none is offered."""
    urls = [connector.exceptions.url for connector in connectors if connector.exceptions.url]
    shown = []
    for url in urls:
        with contextlib.suppress(OSError, TimeoutError):
            shown.append((await ask(url)).body)
    return not urls or any(name.encode() in body for name in names for body in shown)


async def _walk(
    segment: Segment,
    connector: Connector,
    phone: Telephone,
    question: dict[str, str],
    names: Names,
    *,
    gate: asyncio.Semaphore,
    epoch: datetime | None,
) -> None:
    async with gate:
        found = await walked(phone, question, names, source=connector.name, since=epoch)
        if found:
            segment.write("observed", found)


async def _trace(
    segment: Segment, ask: Ask, connector: Connector, question: dict[str, str], *, gate: asyncio.Semaphore, what: str
) -> None:
    async with gate:
        await ask_trace(segment, ask, connector, question, what=what)


async def ask_trace(
    segment: Segment, ask: Ask, connector: Connector, question: dict[str, str], *, what: str = "trace"
) -> None:
    """Ask for one graph, and write the answer down as `what`."""
    base = connector.trace.url if connector.trace.kind == "graph" else f"python://{connector.name}"
    url = f"{base}?{urlencode(question)}"
    segment.write("observed", await _asked(ask, url, what, connector.name, question, Graph))


async def _asked(  # noqa: PLR0917
    ask: Ask, url: str, what: str, source: str, question: dict[str, str], shape: type
) -> Observed:
    loop = asyncio.get_running_loop()
    started = loop.time()
    answer, problem, status = None, "", 0
    try:
        reply = await ask(url)
        status = reply.status
        answer, problem = _read(reply, shape)
    except (OSError, TimeoutError) as silent:
        problem = f"no answer: {silent or type(silent).__name__}"
    took_s = round(loop.time() - started, 4)
    return Observed(
        what=what, source=source, question=question, answer=answer, problem=problem, status=status, took_s=took_s
    )


def _read(reply: Reply, shape: type) -> tuple[object, str]:
    """The parsed answer, or what is wrong with it: expected and got, with the field."""
    if reply.status != 200:
        return None, f"expected status 200, got {reply.status}: {reply.body[:200].decode(errors='replace')}"
    try:
        msgspec.json.decode(reply.body, type=shape)
        return msgspec.json.decode(reply.body), ""
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        return (
            None,
            f"expected {shape.__name__} as in contract.md, got {wrong}: {reply.body[:200].decode(errors='replace')}",
        )
